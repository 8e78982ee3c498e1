import { instantOf, newId, systemClock, systemRandom } from '@guardroom/kernel';
import { generateSealingKeyPair } from '../crypto/hpke.ts';
import { generateSigningKeyPair, signerOf } from '../crypto/signature.ts';
import type { FragmentIndex, SegmentHeader } from './format.ts';
import { sealSegment } from './seal.ts';

/** A header as a gateway writes it, for trying the format out. */
export function sampleHeader(over: Partial<SegmentHeader> = {}): SegmentHeader {
  const id = <P extends Parameters<typeof newId>[0]>(prefix: P) => newId(prefix, systemClock, systemRandom);
  return {
    format: 'guardroom/segment/1',
    suite: 1,
    districtId: id('dst'),
    schoolId: id('sch'),
    cameraId: id('cam'),
    gatewayId: id('gwy'),
    keyId: 'camera-day/2026-11-22',
    startedAt: instantOf(Date.UTC(2026, 10, 22, 0, 0, 0)),
    clockUncertaintyMs: 12.5,
    codec: 'avc1.64001e',
    sequence: 7,
    previousFooterSha256: null,
    ...over,
  };
}

/** Seals plaintext, handed over in pieces of that size, into a whole object; with both key pairs. */
export async function sealSample(plaintext: Buffer, o: { header?: SegmentHeader; pieceBytes?: number; index?: FragmentIndex } = {}) {
  const recipient = generateSealingKeyPair();
  const signing = generateSigningKeyPair();
  const sealer = await sealSegment({ header: o.header ?? sampleHeader(), recipientPublicKey: recipient.publicKey });
  const parts = [sealer.prelude];
  const pieceBytes = o.pieceBytes ?? 65_536;
  for (let at = 0; at < plaintext.length; at += pieceBytes) parts.push(sealer.write(plaintext.subarray(at, at + pieceBytes)));
  const endedAt = instantOf(Date.UTC(2026, 10, 22, 0, 0, 10));
  const index = o.index ?? { initLength: plaintext.length, fragments: [] };
  const { tail, signed } = sealer.finish({ endedAt, frames: 150, index }, signerOf('gateway-1', signing.privateKey));
  return { object: Buffer.concat([...parts, tail]), signed, recipient, signing, sealer };
}
