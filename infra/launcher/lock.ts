import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs `work` while no other process on this machine holds the lock at `path`.
 * The kernel's own file lock, held by util-linux `flock` for as long as this process keeps a pipe open to it: a killed
 * holder leaves nothing behind that a later one would have to judge stale.
 * @throws Error — when `flock` cannot be started.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const release = await acquire(path, onWait);
  try {
    return await work();
  } finally {
    await release();
  }
}

function acquire(path: string, onWait?: () => void): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const holder = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const waiting = onWait ? setTimeout(onWait, 500) : undefined;
    const ended = new Promise<void>((end) => holder.once('close', () => end()));
    holder.once('error', (error) => {
      clearTimeout(waiting);
      reject(new Error(`the lock ${path} cannot be taken: ${error.message}`, { cause: error }));
    });
    holder.once('close', (code) => {
      clearTimeout(waiting);
      reject(new Error(`the lock ${path} cannot be taken: flock ended with ${code}`));
    });
    holder.stdout.once('data', () => {
      clearTimeout(waiting);
      resolve(async () => {
        holder.stdin.end();
        await ended;
      });
    });
  });
}
