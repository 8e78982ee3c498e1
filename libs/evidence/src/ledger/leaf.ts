import { canonicalBytes, isId, isInstant, type FactId, type Instant } from '@guardroom/kernel';
import { randomBytes } from 'node:crypto';
import { sha256 } from '../crypto/sha256.ts';

/** What a leaf says of a fact: that it was recorded, when, and a commitment to its contents; never the contents. */
export type Leaf = { readonly v: 1; readonly id: FactId; readonly at: Instant; readonly commitment: string };

/** Length of the random salt that keeps contents of few possibilities from being guessed out of their commitment. */
export const saltBytes = 32;

/** A fresh salt; stored beside the fact, and destroyed with it when erasure is ordered. */
export function newSalt(): Buffer {
  return randomBytes(saltBytes);
}

/** Base64 of SHA-256(salt || canonical JSON of the fact). */
export function commitmentOf(salt: Uint8Array, fact: unknown): string {
  if (salt.length !== saltBytes) throw new RangeError(`a salt has ${saltBytes} bytes, not ${salt.length}`);
  return sha256(Buffer.concat([salt, canonicalBytes(fact)])).toString('base64');
}

/** The entry bytes of a fact's leaf: canonical JSON `{at, commitment, id, v}`. */
export function leafOf(o: { id: FactId; at: Instant; salt: Uint8Array; fact: unknown }): Buffer {
  const leaf: Leaf = { v: 1, id: o.id, at: o.at, commitment: commitmentOf(o.salt, o.fact) };
  return Buffer.from(canonicalBytes(leaf));
}

/** Reads entry bytes, or answers undefined when they are no leaf in its one spelling. */
export function parseLeaf(entry: Uint8Array): Leaf | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(entry).toString('utf8'));
  } catch {
    return undefined; // Not JSON: not a leaf, which is the answer.
  }
  const { v, id, at, commitment } = (value ?? {}) as Record<string, unknown>;
  if (v !== 1 || !isId('fct', id) || !isInstant(at) || typeof commitment !== 'string') return undefined;
  const leaf: Leaf = { v, id, at, commitment };
  return Buffer.from(canonicalBytes(leaf)).equals(entry) ? leaf : undefined;
}
