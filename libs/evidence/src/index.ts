export { EnvelopeRefused, envelopeOverhead, unwrapBytes, wrapBytes } from './crypto/envelope.ts';
export { generateSealingKeyPair, hpkeOpen, hpkeSeal, WrappedKeyRefused } from './crypto/hpke.ts';
export { sha256, sha256Hex } from './crypto/sha256.ts';
export { generateSigningKeyPair, publicKeyOf, signerOf, verifySignature, type RawKeyPair, type Signer } from './crypto/signature.ts';
export { openCameraPassword, sealCameraPassword } from './credential.ts';
export * from './manifest.ts';
export * from './segment/check.ts';
export { openDataKey, openIndex, wrapDataKey } from './segment/data-key.ts';
export {
  footerSha256, headerBytesOf, segmentMark, suites, verifySignedFooter,
  type Fault, type FaultCode, type FragmentEntry, type FragmentIndex, type SegmentFooter, type SegmentHeader, type SegmentTrailer, type SignedFooter,
} from './segment/format.ts';
export { ciphertextOffsetOf, parseSegmentObject, type SegmentFault, type SegmentLayout, type SegmentReader } from './segment/inspect.ts';
export { openRange } from './segment/open.ts';
export { bucketOf, objectKeyOf } from './segment/place.ts';
export { sealSegment, type SegmentSealer } from './segment/seal.ts';
export { decryptRange, StreamRefused, type ByteRange, type ReadAt } from './stream/decrypt.ts';
export { encryptStream, type StreamEncrypter } from './stream/encrypt.ts';
export { plaintextLength, streamHeaderBytes } from './stream/layout.ts';
export * from './ledger/index.ts';
export * from './package/index.ts';
