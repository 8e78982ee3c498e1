import type { Instant } from '@guardroom/kernel';

/** A stretch of time; the end is not part of it. */
export type Stretch = { readonly from: Instant; readonly to: Instant };

/** A piece of original recording in a package: the initialisation section and every fragment of one run of the recorder, byte for byte. */
export type FootageFile = Stretch & {
  readonly path: string;
  readonly frames: number;
  /** Each fragment's place in the file, and when its frames were. */
  readonly fragments: readonly (Stretch & { readonly offset: number; readonly length: number; readonly frames: number })[];
};

/** Time of the grant for which a package holds nothing. */
export type MissingFootage = Stretch & { readonly cause: string; readonly explanation: string | null };

/** A camera of a package with what is known of its clock, its gaps and its place in the chain of recordings. */
export type PackagedCamera = {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly codec: string | null;
  /** Milliseconds. Every instant of this camera may be off by `uncertaintyMs` to either side; `offsetMs` is what the gateway last measured. */
  readonly clock: { readonly uncertaintyMs: number; readonly offsetMs: number | null; readonly measuredAt: Instant | null };
  readonly footageSeconds: number;
  readonly missing: readonly MissingFootage[];
  readonly files: readonly FootageFile[];
  /** The file with the signed footers of the segments that the fragments come from. */
  readonly chain: string;
};

/** Somebody's signature on the request, as the package tells it. */
export type PackagedSignature = { readonly name: string; readonly role: string; readonly at: Instant };

/** What an evidence package says of itself; its bytes are signed as they stand in the file. Every hash is SHA-256 in lower-case hexadecimal. */
export type EvidenceManifest = {
  readonly format: 'guardroom/evidence-package/1';
  readonly packageId: string;
  readonly builtAt: Instant;
  readonly districtId: string;
  readonly school: { readonly id: string; readonly name: string };
  readonly agency: { readonly id: string; readonly name: string };
  readonly request: Stretch & {
    readonly id: string;
    readonly caseNumber: string;
    readonly noticeNumber: string;
    readonly places: string;
    readonly officers: readonly { readonly name: string; readonly badge: string }[];
    readonly filedBy: string;
    readonly filedAt: Instant;
    readonly papers: readonly { readonly kinds: readonly string[]; readonly name: string; readonly sha256: string }[];
  };
  readonly verifiedBy: readonly PackagedSignature[];
  readonly approvedBy: readonly PackagedSignature[];
  readonly grant: Stretch & { readonly cameraIds: readonly string[] };
  readonly cameras: readonly PackagedCamera[];
  /** SHA-256 of the file `SHA256SUMS`, which names every file but itself, this manifest and its signature. */
  readonly sha256sums: string;
  readonly signing: { readonly keyId: string; readonly algorithm: 'Ed25519'; readonly fingerprint: string };
};

/** Names of the files that every package has. */
export const PACKAGE_FILES = {
  manifest: 'manifest.json',
  signature: 'manifest.sig',
  sums: 'SHA256SUMS',
  key: 'public-key.pem',
  custody: 'custody.json',
  readme: 'README.txt',
  python: 'verify.py',
  shell: 'verify.sh',
  page: 'verify.html',
} as const;
