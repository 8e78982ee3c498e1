import { sha256 } from '../crypto/sha256.ts';

/** Hash of a leaf's entry bytes: SHA-256(0x00 || entry), RFC 6962 §2.1. */
export function hashLeaf(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + entry.length);
  bytes[0] = 0;
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** Hash of an inner node: SHA-256(0x01 || left || right), RFC 6962 §2.1. */
export function hashChildren(left: Uint8Array, right: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot = sha256(Buffer.alloc(0));

/** Root over a power of two of hashes, level by level. */
export function perfectRoot(hashes: readonly Uint8Array[]): Buffer {
  let level = hashes;
  if (level.length === 0 || (level.length & (level.length - 1)) !== 0) throw new RangeError(`${level.length} is no power of two`);
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(hashChildren(level[i]!, level[i + 1]!));
    level = above;
  }
  return Buffer.from(level[0]!);
}

/**
 * A perfect subtree: the `index`-th run of `2^height` leaves. Sizes and indexes go up to 2^53, so all arithmetic here is
 * on numbers, never on 32-bit operators.
 */
export type Subtree = { readonly height: number; readonly index: number };

/** The perfect subtrees that leaves `from` to `to` (end excluded) split into, left to right, largest possible each. */
export function subtreesOf(from: number, to: number): Subtree[] {
  const parts: Subtree[] = [];
  for (let at = from; at < to; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height += 1;
    parts.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return parts;
}

/** Joins the hashes of neighbouring subtrees, largest first, into the hash of the node above them all. */
export function foldRight(hashes: readonly Uint8Array[]): Buffer {
  if (hashes.length === 0) return emptyRoot;
  let root: Buffer = Buffer.from(hashes.at(-1)!);
  for (let i = hashes.length - 2; i >= 0; i -= 1) root = hashChildren(hashes[i]!, root);
  return root;
}

/** The largest power of two below `n`, for n ≥ 2: where RFC 6962 splits a tree. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
