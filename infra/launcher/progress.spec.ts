import { describe, expect, test } from '@jest/globals';
import { duration, Progress, type Screen } from './progress.ts';

const escape = String.fromCharCode(27);

class Paper implements Screen {
  text = '';
  readonly columns = 60;
  readonly isTerminal: boolean;
  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }
  write(text: string): void {
    this.text += text;
  }
  /** The lines that a terminal would show: the cursor goes up and clears as it is told. */
  get shown(): string[] {
    const lines = [''];
    for (const piece of this.text.split(new RegExp(`(${escape}\\[\\d+A${escape}\\[J|\\n)`))) {
      const up = new RegExp(`^${escape}\\[(\\d+)A`).exec(piece)?.[1];
      if (up) lines.splice(lines.length - 1 - Number(up), Infinity, '');
      else if (piece === '\n') lines.push('');
      else lines[lines.length - 1] += piece;
    }
    return lines.map((line) => line.replace(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).filter((line) => line !== '');
  }
}

describe('progress', () => {
  test('tells a log what is done, each kind of work once, and how it ended', async () => {
    const paper = new Paper(false);
    await new Progress(paper).task('MinIO', async (say) => {
      say('building: 1 packages');
      say('building: 2 packages');
      say('starting');
    });
    expect(paper.text).toMatch(/^ {2}… MinIO +building: 1 packages\n {2}… MinIO +starting\n {2}✓ MinIO +ready {2}[\d.]+ s\n$/);
  });

  test('shows a terminal what runs now below what is done', async () => {
    const paper = new Paper(true);
    const progress = new Progress(paper);
    await progress.task('slow', async (say) => {
      say('waiting');
      await progress.task('quick', async () => undefined);
      expect(paper.shown.map((line) => line.replace(/[\d.]+ s/, 'n s').trim())).toEqual([expect.stringMatching(/^✓ quick +ready {2}n s$/), expect.stringMatching(/^. slow +n s {2}waiting$/)]);
    });
    expect(paper.shown).toHaveLength(2);
  });

  test('marks a failure and passes it on', async () => {
    const paper = new Paper(false);
    await expect(new Progress(paper).task('Redis', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(paper.text).toContain('✗ Redis');
  });

  test('says spans of time as people do', () => {
    expect([450, 12_300, 59_400, 185_000].map(duration)).toEqual(['0.5 s', '12 s', '59 s', '3 min 05 s']);
  });
});
