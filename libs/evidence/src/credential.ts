import { hpkeOpen, hpkeSeal } from './crypto/hpke.ts';

const info = Buffer.from('guardroom/camera-credential/1');

/** Seals a camera's password to its gateway's X25519 key: nobody else opens it, and for no other camera does it open. */
export function sealCameraPassword(o: { gatewayPublicKey: Uint8Array; cameraId: string; password: string }): Promise<Buffer> {
  return hpkeSeal({ recipientPublicKey: o.gatewayPublicKey, info, plaintext: Buffer.from(o.password), associatedData: Buffer.from(o.cameraId) });
}

/**
 * Opens what `sealCameraPassword` made.
 * @throws WrappedKeyRefused when it was sealed to another gateway or for another camera.
 */
export async function openCameraPassword(o: { gatewayPrivateKey: Uint8Array; cameraId: string; sealed: Uint8Array }): Promise<string> {
  return (await hpkeOpen({ privateKey: o.gatewayPrivateKey, info, sealed: o.sealed, associatedData: Buffer.from(o.cameraId) })).toString('utf8');
}
