/** Life of a gateway: enrolled with a one-time code, then acting under a key pair of its own. */
export const GATEWAY_STATES = ['awaiting_enrolment', 'active', 'revoked'] as const;
export type GatewayState = (typeof GATEWAY_STATES)[number];

export const VIDEO_CODECS = ['h264', 'h265'] as const;

/** A gateway that was silent for longer is not there. Seconds. */
export const SILENCE_SECONDS = 30;
