/** Audience of gateways' tokens; people's tokens never carry it. */
export const GATEWAY_AUDIENCE = 'guardroom-gateway';

/** Name of a gateway's signing key in footers, manifests and client assertions. The number counts rotations. */
export const signingKeyIdOf = (gatewayId: string): string => `${gatewayId}/1`;
