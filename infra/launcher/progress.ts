import type { Say } from './services/part.ts';
import { padded } from './text-table.ts';

/** Where progress is written; a terminal gets lines that change in place, anything else gets a line per event. */
export interface Screen {
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
}

const stderr: Screen = {
  isTerminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
  get columns() {
    return process.stderr.columns ?? 100;
  },
  write: (text) => void process.stderr.write(text),
};

interface Task {
  readonly title: string;
  readonly startedAtMs: number;
  doing: string;
  /** Kinds of doing that a log was told about. */
  readonly told: Set<string>;
}

const wheel = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const titleWidth = 16;

/** Shows what is being done, for how long, and what is done already. */
export class Progress {
  readonly #screen: Screen;
  readonly #running = new Set<Task>();
  #drawnLines = 0;
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(screen: Screen = stderr) {
    this.#screen = screen;
  }

  /** A headline over what follows. */
  heading(text: string): void {
    this.#above(`\n${this.#bold(text)}\n`);
  }

  /** A line that stays. */
  note(text: string): void {
    this.#above(`${text}\n`);
  }

  /** Runs `work` as a line of its own; `work` says what it is doing, and may answer a word for its closing line. */
  async task<T>(title: string, work: (say: Say) => Promise<T>, closing: (result: T) => string = () => 'ready'): Promise<T> {
    const task: Task = { title, startedAtMs: Date.now(), doing: '', told: new Set() };
    this.#running.add(task);
    this.#keepDrawing();
    try {
      const result = await work((doing) => this.#say(task, doing));
      this.#close(task, this.#green('✓'), closing(result));
      return result;
    } catch (error) {
      this.#close(task, this.#red('✗'), 'failed');
      throw error;
    }
  }

  #say(task: Task, doing: string): void {
    if (task.doing === doing) return;
    task.doing = doing;
    if (this.#screen.isTerminal) {
      this.#draw();
      return;
    }
    // In a log, what changes many times a second is told by its first words, and now and then by the line that it is still at it.
    const kind = doing.split(/[\d:]/, 1)[0] ?? doing;
    if (task.told.has(kind)) return;
    task.told.add(kind);
    this.#screen.write(`  … ${pad(task.title)} ${doing}\n`);
  }

  #close(task: Task, sign: string, word: string): void {
    this.#running.delete(task);
    this.#above(`  ${sign} ${pad(task.title)} ${word}  ${this.#dim(seconds(task))}\n`);
    if (this.#running.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** On a terminal the lines turn ten times a second; in a log a long task says every 20 s that it is still at it. */
  #keepDrawing(): void {
    if (this.#timer) return;
    const beat = this.#screen.isTerminal ? () => this.#draw() : () => this.#stillAtIt();
    this.#timer = setInterval(beat, this.#screen.isTerminal ? 100 : 20_000);
    this.#timer.unref();
  }

  #stillAtIt(): void {
    for (const task of this.#running) this.#screen.write(`  … ${pad(task.title)} ${task.doing} (${seconds(task)})\n`);
  }

  #above(text: string): void {
    this.#erase();
    this.#screen.write(text);
    if (this.#screen.isTerminal) this.#draw();
  }

  #draw(): void {
    this.#erase();
    this.#turn += 1;
    const sign = wheel[this.#turn % wheel.length];
    for (const task of this.#running) {
      const line = `  ${sign} ${pad(task.title)} ${seconds(task).padStart(6)}  ${task.doing}`;
      this.#screen.write(`${line.slice(0, this.#screen.columns - 1)}\n`);
      this.#drawnLines += 1;
    }
  }

  #erase(): void {
    if (this.#drawnLines > 0) this.#screen.write(`\u001b[${this.#drawnLines}A\u001b[J`);
    this.#drawnLines = 0;
  }

  #bold(text: string): string {
    return this.#coloured(1, text);
  }
  #dim(text: string): string {
    return this.#coloured(2, text);
  }
  #green(text: string): string {
    return this.#coloured(32, text);
  }
  #red(text: string): string {
    return this.#coloured(31, text);
  }
  #coloured(code: number, text: string): string {
    return this.#screen.isTerminal && !process.env['NO_COLOR'] ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

function seconds(task: Task): string {
  return duration(Date.now() - task.startedAtMs);
}

/** A span of milliseconds in words: `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

function pad(title: string): string {
  return padded(title, titleWidth);
}
