/** What the API says to prove that a fact is in the log. Hashes and the entry in base64. */
export type ProofAnswer = {
  readonly verdict: 'sealed' | 'staged' | 'planted' | 'changed';
  readonly leafIndex: number | null;
  readonly treeSize: number | null;
  readonly entry: string | null;
  readonly inclusion: readonly string[];
  readonly checkpoint: string | null;
};

/** What this browser makes of it: `unsigned` when the checkpoint is not signed by the key that it knows, `unable` when it cannot check signatures at all. */
export type ProofVerdict = ProofAnswer['verdict'] | 'unsigned' | 'unable';

/** Kind of a key in the signed-note format. */
const ED25519 = 1;

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const hash = async (prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array> => {
  const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  whole[0] = prefix;
  let at = 1;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
};

/** The root that an inclusion proof leads to, by RFC 9162 2.1.3.2; undefined when the proof has the wrong length. */
export async function rootOf(entry: Uint8Array, leafIndex: number, treeSize: number, path: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
  if (leafIndex >= treeSize) return undefined;
  let node = leafIndex;
  let last = treeSize - 1;
  let root = await hash(0, entry);
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      root = await hash(1, sibling, root);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else root = await hash(1, root, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

/** Size and root of a checkpoint (C2SP tlog-checkpoint): its second and third line. */
export function checkpointOf(text: string): { size: number; root: string } | undefined {
  const [, size, root] = text.split('\n');
  return size && root && /^\d+$/.test(size) ? { size: Number(size), root } : undefined;
}

/**
 * Whether a note (C2SP signed-note) is a checkpoint of the log that the key names, signed by that key. A key is `name+hash+base64`; its log bears its name.
 * @throws DOMException — NotSupportedError, in a browser without Ed25519
 */
export async function isSigned(note: string, verifierKey: string): Promise<boolean> {
  const [, name = '', hash = '', encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(verifierKey) ?? [];
  const end = note.lastIndexOf('\n\n');
  const key = bytesOf(encoded);
  if (key[0] !== ED25519 || end < 0 || !note.startsWith(`${name}\n`)) return false;
  const text = new TextEncoder().encode(note.slice(0, end + 1));
  const signatures = [...note.slice(end + 2).matchAll(/^\u2014 (\S+) ([A-Za-z0-9+/]{91}=)$/gm)].filter((line) => line[1] === name).map((line) => bytesOf(line[2] ?? ''));
  const own = signatures.filter((signature) => hexOf(signature.slice(0, 4)) === hash);
  const publicKey = await crypto.subtle.importKey('raw', key.slice(1), 'Ed25519', false, ['verify']);
  const holds = await Promise.all(own.map((signature) => crypto.subtle.verify('Ed25519', publicKey, signature.slice(4), text)));
  return holds.length > 0 && holds.every(Boolean);
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Recomputes in this browser what the server claims: a fact counts as sealed only when its entry and proof lead to the root of a
 * checkpoint that the ledger's key signed; a claim that does not add up counts as changed.
 */
export async function checkProof(answer: ProofAnswer, verifierKey: string): Promise<ProofVerdict> {
  if (answer.verdict !== 'sealed') return answer.verdict;
  const checkpoint = answer.checkpoint === null ? undefined : checkpointOf(answer.checkpoint);
  if (!checkpoint || answer.checkpoint === null || answer.entry === null || answer.leafIndex === null || checkpoint.size !== answer.treeSize) return 'changed';
  const root = await rootOf(bytesOf(answer.entry), answer.leafIndex, checkpoint.size, answer.inclusion.map(bytesOf));
  if (!root || btoa(String.fromCharCode(...root)) !== checkpoint.root) return 'changed';
  try {
    return (await isSigned(answer.checkpoint, verifierKey)) ? 'sealed' : 'unsigned';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return 'unable';
    throw error;
  }
}
