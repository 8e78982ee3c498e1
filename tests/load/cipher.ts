import { execFile } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { cpuSeconds, interleaved, median, resultOf, type BenchResult, type Goal } from './protocol.ts';

const modern = Number(process.versions.node.split('.')[0]) >= 22;

export const goal: Goal = {
  id: 'P6',
  subject: 'AES-256-GCM in 64 KiB pieces through Node / openssl speed',
  gate: modern ? 0.8 : 0.45,
  target: modern ? 0.95 : 0.55,
  lowerIsBetter: false,
};

const pieceBytes = 65_536;
const pieces = 8192;

/** One cipher over 512 MiB against `openssl speed`, which prints bytes per CPU second. */
export async function run(): Promise<BenchResult> {
  const [key, nonce, piece] = [randomBytes(32), randomBytes(12), randomBytes(pieceBytes)];
  const rates = await interleaved(5, {
    node: async () => {
      const seconds = await cpuSeconds(() => {
        const cipher = createCipheriv('aes-256-gcm', key, nonce);
        for (let i = 0; i < pieces; i += 1) cipher.update(piece);
      });
      return (pieces * pieceBytes) / 1e9 / seconds;
    },
    openssl: async () => {
      const { stdout } = await promisify(execFile)('openssl', ['speed', '-mr', '-seconds', '1', '-evp', 'aes-256-gcm', '-bytes', String(pieceBytes)]);
      return Number(/^\+F:\d+:[^:]+:([0-9.]+)$/m.exec(stdout)?.[1]) / 1e9;
    },
  });
  const { stdout: version } = await promisify(execFile)('openssl', ['version']);
  return resultOf(goal, rates.node.map((node, round) => node / rates.openssl[round]!), {
    Node: `${median(rates.node).toFixed(2)} GB/s`,
    'openssl speed': `${median(rates.openssl).toFixed(2)} GB/s`,
    versions: `Node ${process.versions.node} with OpenSSL ${process.versions.openssl}; ${version.trim()}`,
  });
}
