import { expect, test } from '@jest/globals';
import { addMs, instantOf, newId } from '@guardroom/kernel';
import { generateSigningKeyPair, manifestSha256, signerOf, signManifest, verifyManifest, type MinuteManifest } from './index.ts';

const minute = instantOf(Date.UTC(2026, 10, 22, 8, 12));
const manifest: MinuteManifest = {
  format: 'guardroom/minute-manifest/1',
  districtId: newId('dst'),
  schoolId: newId('sch'),
  cameraId: newId('cam'),
  gatewayId: newId('gwy'),
  minute,
  sequence: 3,
  segments: [{ footerSha256: 'ab'.repeat(32), startedAt: minute, endedAt: addMs(minute, 10_000) }],
  gaps: [{ from: addMs(minute, 10_000), to: addMs(minute, 60_000), cause: 'camera_unreachable' }],
  previousManifestSha256: null,
};

test('a minute manifest is believed only unchanged and under its own key', () => {
  const keys = generateSigningKeyPair();
  const signed = signManifest(manifest, signerOf('gateway-1', keys.privateKey));
  expect(verifyManifest(signed, keys.publicKey)).toEqual({ ok: true });
  expect(verifyManifest(signed, generateSigningKeyPair().publicKey)).toMatchObject({ fault: { code: 'manifest.signature-invalid' } });
  const silent = { ...signed, manifest: { ...manifest, gaps: [] } };
  expect(verifyManifest(silent, keys.publicKey)).toMatchObject({ fault: { code: 'manifest.signature-invalid' } });
  expect(verifyManifest({ ...signed, signerKeyId: 'other' }, keys.publicKey)).toMatchObject({ fault: { code: 'manifest.signature-invalid' } });
  expect(verifyManifest({ ...signed, manifest: { ...manifest, minute: addMs(minute, 1) } }, keys.publicKey)).toMatchObject({ fault: { code: 'manifest.unreadable' } });
  expect(manifestSha256(silent)).not.toBe(manifestSha256(signed));
});

test('a manifest of another shape is not signed', () => {
  expect(() => signManifest({ ...manifest, sequence: -1 }, signerOf('k', generateSigningKeyPair().privateKey))).toThrow();
});
