import { hashChildren, splitPoint } from './merkle.ts';
import { hashBytes } from './tiles.ts';
import type { TileTree } from './tree.ts';

/** That one leaf is in the tree of that size: the sibling hashes from the leaf up. */
export type InclusionProof = { readonly index: number; readonly size: number; readonly hashes: readonly Buffer[] };

/** That the tree of size `from` is the beginning of the tree of size `to`. */
export type ConsistencyProof = { readonly from: number; readonly to: number; readonly hashes: readonly Buffer[] };

/**
 * Proves a leaf (RFC 6962 §2.1.1).
 * @throws RangeError when the tree has no such leaf.
 */
export async function inclusionProof(tree: TileTree, index: number): Promise<InclusionProof> {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < tree.size)) throw new RangeError(`no leaf ${index} in a tree of ${tree.size}`);
  const hashes: Promise<Buffer>[] = [];
  let [from, to] = [0, tree.size];
  while (to - from > 1) {
    const split = from + splitPoint(to - from);
    hashes.push(index < split ? tree.rangeHash(split, to) : tree.rangeHash(from, split));
    [from, to] = index < split ? [from, split] : [split, to];
  }
  return { index, size: tree.size, hashes: (await Promise.all(hashes)).reverse() };
}

/**
 * Proves that the log only grew (RFC 6962 §2.1.2).
 * @throws RangeError unless `from` is between 1 and the tree's size.
 */
export async function consistencyProof(tree: TileTree, from: number): Promise<ConsistencyProof> {
  if (!(Number.isSafeInteger(from) && from >= 1 && from <= tree.size)) throw new RangeError(`no earlier size ${from} of a tree of ${tree.size}`);
  const hashes: Promise<Buffer>[] = [];
  let [start, end, whole] = [0, tree.size, true];
  while (from < end) {
    const split = start + splitPoint(end - start);
    if (from <= split) {
      hashes.push(tree.rangeHash(split, end));
      end = split;
    } else {
      hashes.push(tree.rangeHash(start, split));
      start = split;
      whole = false;
    }
  }
  if (!whole) hashes.push(tree.rangeHash(start, end));
  return { from, to: tree.size, hashes: (await Promise.all(hashes)).reverse() };
}

/** Tells whether the proof shows that the leaf hash is at its index under that root (RFC 9162 §2.1.3.2). */
export function verifyInclusion(proof: InclusionProof, leafHash: Uint8Array, root: Uint8Array): boolean {
  const { index, size, hashes } = proof;
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  let [fn, sn] = [index, size - 1];
  let hash: Buffer = Buffer.from(leafHash);
  for (const sibling of hashes) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = hashChildren(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = hashChildren(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && hash.equals(root);
}

/** Tells whether the proof shows that the log with the first root grew into the one with the second (RFC 9162 §2.1.4.2). */
export function verifyConsistency(proof: ConsistencyProof, fromRoot: Uint8Array, toRoot: Uint8Array): boolean {
  const { from, to } = proof;
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 1 && from <= to)) return false;
  if (from === to) return proof.hashes.length === 0 && Buffer.compare(fromRoot, toRoot) === 0;
  const isPowerOfTwo = Number.isInteger(Math.log2(from));
  const [start, ...rest] = isPowerOfTwo ? [Buffer.from(fromRoot), ...proof.hashes] : proof.hashes;
  if (!start || proof.hashes.length === 0) return false;
  let [fn, sn] = [from - 1, to - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [older, newer] = [start, start];
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [older, newer] = [hashChildren(hash, older), hashChildren(hash, newer)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      newer = hashChildren(newer, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && older.equals(fromRoot) && newer.equals(toRoot);
}

/** An inclusion proof in bytes: index and size as u64be, then the hashes. 32 bytes a hash and 16 more. */
export function encodeInclusionProof(proof: InclusionProof): Buffer {
  const head = Buffer.alloc(16);
  head.writeBigUInt64BE(BigInt(proof.index));
  head.writeBigUInt64BE(BigInt(proof.size), 8);
  return Buffer.concat([head, ...proof.hashes]);
}

/** What `encodeInclusionProof` wrote, or undefined when the bytes are no proof. */
export function decodeInclusionProof(bytes: Buffer): InclusionProof | undefined {
  if (bytes.length < 16 || (bytes.length - 16) % hashBytes !== 0) return undefined;
  const [index, size] = [Number(bytes.readBigUInt64BE()), Number(bytes.readBigUInt64BE(8))];
  if (!Number.isSafeInteger(size) || index >= size) return undefined;
  const hashes = Array.from({ length: (bytes.length - 16) / hashBytes }, (_, i) => bytes.subarray(16 + i * hashBytes, 16 + (i + 1) * hashBytes));
  return { index, size, hashes };
}

const half = (n: number): number => Math.floor(n / 2);
