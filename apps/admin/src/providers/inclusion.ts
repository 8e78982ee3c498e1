/** What the API says to prove that a fact is in the log. Hashes and the entry in base64. */
export type ProofAnswer = {
  readonly verdict: 'sealed' | 'staged' | 'changed';
  readonly leafIndex: number | null;
  readonly treeSize: number | null;
  readonly entry: string | null;
  readonly inclusion: readonly string[];
  readonly checkpoint: string | null;
};

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
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

/** Size and root of a signed checkpoint (C2SP tlog-checkpoint): its second and third line. */
export function checkpointOf(text: string): { size: number; root: string } | undefined {
  const [, size, root] = text.split('\n');
  return size && root && /^\d+$/.test(size) ? { size: Number(size), root } : undefined;
}

/**
 * Recomputes in this browser what the server claims: a fact counts as sealed only when its entry and proof lead to the root of the
 * signed checkpoint; a claim that does not add up counts as changed.
 */
export async function checkProof(answer: ProofAnswer): Promise<ProofAnswer['verdict']> {
  if (answer.verdict !== 'sealed') return answer.verdict;
  const checkpoint = answer.checkpoint === null ? undefined : checkpointOf(answer.checkpoint);
  if (!checkpoint || answer.entry === null || answer.leafIndex === null || checkpoint.size !== answer.treeSize) return 'changed';
  const root = await rootOf(bytesOf(answer.entry), answer.leafIndex, checkpoint.size, answer.inclusion.map(bytesOf));
  return root && btoa(String.fromCharCode(...root)) === checkpoint.root ? 'sealed' : 'changed';
}
