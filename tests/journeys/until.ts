import { setTimeout as pause } from 'node:timers/promises';

/** The first answer of `ask` that is not undefined. @throws Error — naming what was waited for, after `limitMs` */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, limitMs = 60_000): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs / 1000} s in vain for: ${what}`);
    await pause(200);
  }
}
