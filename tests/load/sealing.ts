import { generateSealingKeyPair, sealSegment } from '@guardroom/evidence';
import { sampleHeader } from '@guardroom/evidence/sample';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { cpuSeconds, interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'P5',
  subject: 'sealing a segment (AES-256-GCM blocks and SHA-256) / the limit of AES-GCM and SHA-256 one after the other',
  gate: 0.8,
  target: 0.95,
  lowerIsBetter: false,
};

const pieceBytes = 65_536;
const pieces = 4096;
const gigabytes = (pieceBytes * pieces) / 1e9;

/** Seals 256 MiB as they come from a pipe, 64 KiB at a time, against the two primitives alone over the same bytes. */
export async function run(): Promise<BenchResult> {
  const input = Array.from({ length: 4 }, () => randomBytes(pieceBytes));
  const [key, nonce, recipientPublicKey] = [randomBytes(32), randomBytes(12), generateSealingKeyPair().publicKey];
  const each = (work: (piece: Buffer) => unknown) => {
    for (let i = 0; i < pieces; i += 1) work(input[i & 3]!);
  };
  const rate = async (work: () => unknown) => gigabytes / (await cpuSeconds(work));
  // The key is wrapped before the clock starts: the goal is what each byte costs, not what each segment costs.
  const sealing = (write: 'write' | 'writePieces') => async () => {
    const sealer = await sealSegment({ header: sampleHeader(), recipientPublicKey });
    return rate(() => each((piece) => sealer[write](piece)));
  };
  const rates = await interleaved(9, {
    gcm: () => rate(() => { const cipher = createCipheriv('aes-256-gcm', key, nonce); each((piece) => cipher.update(piece)); }),
    sha: () => rate(() => { const sum = createHash('sha256'); each((piece) => sum.update(piece)); }),
    sealed: sealing('writePieces'),
    joined: sealing('write'),
  });
  const limits = rates.gcm.map((gcm, round) => 1 / (1 / gcm + 1 / rates.sha[round]!));
  const speed = (numbers: readonly number[]) => `${median(numbers).toFixed(2)} GB/s`;
  return resultOf(goal, rates.sealed.map((sealed, round) => sealed / limits[round]!), {
    'sealing, writePieces': speed(rates.sealed),
    'sealing, write': `${speed(rates.joined)}, ${median(rates.joined.map((joined, round) => joined / limits[round]!)).toFixed(2)} of the limit`,
    limit: speed(limits),
    'AES-256-GCM': speed(rates.gcm),
    'SHA-256': speed(rates.sha),
    versions: `Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`,
  });
}
