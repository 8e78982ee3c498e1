import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { endRunning, endWithUs } from './command.ts';

test('a program that is waited for ends with the launcher', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  endWithUs(child);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  endRunning();
  expect(await ended).toBe('SIGTERM');
});
