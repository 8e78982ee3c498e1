import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkpointOf, checkProof, rootOf } from './inclusion.ts';

const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (entry: Uint8Array): Buffer => sha(Buffer.from([0]), entry);
const pair = (left: Uint8Array, right: Uint8Array): Buffer => sha(Buffer.from([1]), left, right);

/** Root and proof straight from the definition in RFC 9162, recursive and slow: another road to the same answer. */
const treeRoot = (entries: Buffer[]): Buffer => {
  if (entries.length === 1) return leaf(entries[0]!);
  const split = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  return pair(treeRoot(entries.slice(0, split)), treeRoot(entries.slice(split)));
};
const proof = (index: number, entries: Buffer[]): Buffer[] => {
  if (entries.length === 1) return [];
  const split = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  return index < split ? [...proof(index, entries.slice(0, split)), treeRoot(entries.slice(split))] : [...proof(index - split, entries.slice(split)), treeRoot(entries.slice(0, split))];
};

const entries = (count: number): Buffer[] => Array.from({ length: count }, (_, i) => Buffer.from(`fact ${i}`));

describe('inclusion', () => {
  test.each([1, 2, 3, 5, 7, 8, 13, 64, 65])('leads to the root for every leaf of a tree of %i', async (size) => {
    const all = entries(size);
    const root = treeRoot(all);
    for (let i = 0; i < size; i += 1) expect(Buffer.from((await rootOf(all[i]!, i, size, proof(i, all)))!)).toEqual(root);
  });

  test('refuses a proof that is too short, too long or for a leaf beyond the tree', async () => {
    const all = entries(13);
    const path = proof(5, all);
    expect(await rootOf(all[5]!, 5, 13, path.slice(1))).not.toEqual(new Uint8Array(treeRoot(all)));
    expect(await rootOf(all[5]!, 5, 13, [...path, path[0]!])).toBeUndefined();
    expect(await rootOf(all[5]!, 13, 13, path)).toBeUndefined();
  });
});

/** A signed note and its key, straight from the C2SP formats: another road to the same answer. */
function aLog(name: string): { readonly key: string; signed(text: string): string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kindAndKey = Buffer.concat([Buffer.of(1), publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
  const hash = sha(Buffer.from(`${name}\n`), kindAndKey).subarray(0, 4);
  return {
    key: `${name}+${hash.toString('hex')}+${kindAndKey.toString('base64')}`,
    signed: (text) => `${text}\n\u2014 ${name} ${Buffer.concat([hash, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`,
  };
}

describe('check', () => {
  const log = aLog('guardroom/district');
  const all = entries(7);
  const answer = {
    verdict: 'sealed' as const,
    leafIndex: 3,
    treeSize: 7,
    entry: all[3]!.toString('base64'),
    inclusion: proof(3, all).map((hash) => hash.toString('base64')),
    checkpoint: log.signed(`guardroom/district\n7\n${treeRoot(all).toString('base64')}\n`),
  };

  test('believes a claim that adds up', async () => {
    expect(await checkProof(answer, log.key)).toBe('sealed');
  });

  test('believes no checkpoint that the known key did not sign', async () => {
    const other = aLog('guardroom/district');
    const elsewhere = aLog('guardroom/elsewhere');
    const text = answer.checkpoint.slice(0, answer.checkpoint.indexOf('\n\n') + 1);
    const bySigner = (checkpoint: string) => checkProof({ ...answer, checkpoint }, log.key);
    expect(await bySigner(other.signed(text))).toBe('unsigned');
    expect(await bySigner(elsewhere.signed(text))).toBe('unsigned');
    expect(await bySigner(text)).toBe('unsigned');
    expect(await bySigner(`${text}\n\u2014 guardroom/district c2ln\n`)).toBe('unsigned');
    expect(await bySigner(log.signed(text.replace('district', 'elsewhere')))).toBe('unsigned');
    expect(await bySigner(log.signed(`${text}more\n`).replace('more\n', 'less\n'))).toBe('unsigned');
    expect(await checkProof(answer, other.key)).toBe('unsigned');
    expect(await checkProof(answer, 'no key')).toBe('unsigned');
    const wrong = other.signed(text).split('\n').at(-2)!.replace(/ [^ ]+$/, ` ${Buffer.concat([Buffer.from(log.key.split('+')[1]!, 'hex'), Buffer.alloc(64)]).toString('base64')}`);
    expect(await bySigner(`${answer.checkpoint}${wrong}\n`)).toBe('unsigned');
    expect(await bySigner(`${answer.checkpoint}${other.signed(text).split('\n').at(-2)}\n`)).toBe('sealed');
  });

  test('calls a claim changed when entry, place, size or checkpoint differ', async () => {
    expect(await checkProof({ ...answer, entry: all[4]!.toString('base64') }, log.key)).toBe('changed');
    expect(await checkProof({ ...answer, leafIndex: 4 }, log.key)).toBe('changed');
    expect(await checkProof({ ...answer, treeSize: 8 }, log.key)).toBe('changed');
    expect(await checkProof({ ...answer, checkpoint: null }, log.key)).toBe('changed');
  });

  test('passes on what the server says of facts that are not sealed', async () => {
    for (const verdict of ['staged', 'planted', 'changed'] as const) expect(await checkProof({ ...answer, verdict }, log.key)).toBe(verdict);
  });

  test('reads size and root of a checkpoint', () => {
    expect(checkpointOf('origin\n12\nabc=\n\n— sig')).toEqual({ size: 12, root: 'abc=' });
    expect(checkpointOf('nonsense')).toBeUndefined();
  });
});
