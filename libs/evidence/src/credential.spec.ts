import { describe, expect, test } from '@jest/globals';
import { WrappedKeyRefused, generateSealingKeyPair, openCameraPassword, sealCameraPassword } from './index.ts';

describe("a camera's password", () => {
  const gateway = generateSealingKeyPair();

  test('opens for its gateway and its camera only', async () => {
    const sealed = await sealCameraPassword({ gatewayPublicKey: gateway.publicKey, cameraId: 'cam_a', password: '口令 p4ss' });
    expect(sealed.includes('p4ss')).toBe(false);
    expect(await openCameraPassword({ gatewayPrivateKey: gateway.privateKey, cameraId: 'cam_a', sealed })).toBe('口令 p4ss');
    await expect(openCameraPassword({ gatewayPrivateKey: gateway.privateKey, cameraId: 'cam_b', sealed })).rejects.toThrow(WrappedKeyRefused);
    await expect(openCameraPassword({ gatewayPrivateKey: generateSealingKeyPair().privateKey, cameraId: 'cam_a', sealed })).rejects.toThrow(WrappedKeyRefused);
  });
});
