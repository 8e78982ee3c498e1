import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { EnvelopeRefused, envelopeOverhead, generateSealingKeyPair, generateSigningKeyPair, hpkeOpen, hpkeSeal, openCameraPassword, publicKeyOf, sealCameraPassword, signerOf, unwrapBytes, verifySignature, wrapBytes } from '../index.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('envelopes', () => {
  const key = randomBytes(32);
  const associatedData = Buffer.from('school-day/sch_1/2026-11-22');

  test('open under their key and associated data only', () => {
    const plaintext = randomBytes(32);
    const wrapped = wrapBytes({ key, plaintext, associatedData });
    expect(wrapped.length).toBe(plaintext.length + envelopeOverhead);
    expect(unwrapBytes({ key, wrapped, associatedData })).toEqual(plaintext);
    expect(() => unwrapBytes({ key: randomBytes(32), wrapped, associatedData })).toThrow(EnvelopeRefused);
    expect(() => unwrapBytes({ key, wrapped, associatedData: Buffer.from('x') })).toThrow(EnvelopeRefused);
    expect(unwrapBytes({ key, wrapped: wrapBytes({ key, plaintext: Buffer.alloc(0), associatedData }), associatedData })).toHaveLength(0);
  });

  test('are refused whichever byte was flipped or cut', () => {
    const wrapped = wrapBytes({ key, plaintext: randomBytes(32), associatedData });
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = Buffer.from(wrapped);
      changed[at]! ^= 4;
      expect(() => unwrapBytes({ key, wrapped: changed, associatedData })).toThrow(EnvelopeRefused);
      expect(() => unwrapBytes({ key, wrapped: wrapped.subarray(0, at), associatedData })).toThrow(EnvelopeRefused);
    }
  });

  test('of the same secret never look the same', () => {
    const plaintext = Buffer.alloc(32);
    expect(new Set(Array.from({ length: 500 }, () => wrapBytes({ key, plaintext, associatedData }).subarray(1, 33).toString('hex'))).size).toBe(500);
  });
});

describe('HPKE', () => {
  test('seals to a recipient and one purpose', async () => {
    const { publicKey, privateKey } = generateSealingKeyPair();
    expect([publicKey.length, privateKey.length]).toEqual([32, 32]);
    const sealed = await hpkeSeal({ recipientPublicKey: publicKey, info: Buffer.from('a'), plaintext: Buffer.from('secret') });
    expect((await hpkeOpen({ privateKey, info: Buffer.from('a'), sealed })).toString()).toBe('secret');
    await expect(hpkeOpen({ privateKey, info: Buffer.from('b'), sealed })).rejects.toThrow('does not open');
  });
});

describe('a camera password', () => {
  test('opens to its gateway and for its camera only', async () => {
    const gateway = generateSealingKeyPair();
    const sealed = await sealCameraPassword({ gatewayPublicKey: gateway.publicKey, cameraId: 'cam_1', password: '密码 secret' });
    const open = (over: object) => openCameraPassword({ gatewayPrivateKey: gateway.privateKey, cameraId: 'cam_1', sealed, ...over });
    expect(await open({})).toBe('密码 secret');
    await expect(open({ cameraId: 'cam_2' })).rejects.toThrow('does not open');
    await expect(open({ gatewayPrivateKey: generateSealingKeyPair().privateKey })).rejects.toThrow('does not open');
  });
});

describe('Ed25519', () => {
  test('signs the second vector of RFC 8032 as the RFC does', () => {
    const seed = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    const publicKey = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    expect(publicKeyOf(seed)).toEqual(publicKey);
    const signature = signerOf('k', seed).sign(hex('72'));
    expect(signature.toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(verifySignature(hex('72'), signature, publicKey)).toBe(true);
    expect(verifySignature(hex('73'), signature, publicKey)).toBe(false);
    expect(verifySignature(hex('72'), signature, generateSigningKeyPair().publicKey)).toBe(false);
    expect(verifySignature(hex('72'), Buffer.alloc(0), Buffer.alloc(0))).toBe(false);
  });
});
