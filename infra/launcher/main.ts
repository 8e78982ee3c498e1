import { endRunning } from './command.ts';
import { explain } from './failure.ts';
import { verbs, type Request, type Verb } from './verbs.ts';

// Whoever stops the launcher stops what it builds; parts that were started stay, as their records do, and `down` finds them.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
  process.once(signal, () => {
    endRunning();
    process.exit(code);
  });
}
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(help());
    return 0;
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return refuse(`There is no "${name}".${suggestion(name)}`, help());
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpFor(name, verb));
    return 0;
  }
  const request = parse(rest);
  const unknown = [...request.options].find((option) => !Object.hasOwn(verb.options ?? {}, option));
  if (unknown !== undefined) return refuse(`"${name}" knows no option ${unknown}.`, helpFor(name, verb));
  if (request.words.length > (verb.words ?? 0)) return refuse(`"${name}" takes ${verb.words ?? 'no'} word(s) at most.`, helpFor(name, verb));
  try {
    return await verb.run(request);
  } catch (error) {
    explain(error);
    return 1;
  }
}

function parse(rest: readonly string[]): Request {
  return { words: rest.filter((word) => !word.startsWith('-')), options: new Set(rest.filter((word) => word.startsWith('-'))) };
}

function help(): string {
  const width = Math.max(...Object.entries(verbs).map(([name, verb]) => `${name} ${verb.usage}`.length)) + 2;
  const lines = Object.entries(verbs).map(([name, verb]) => `  ${`${name} ${verb.usage}`.padEnd(width)}${verb.summary}`);
  return `Guardroom 守望 — accountable surveillance rooms for the schools of a district\n\n  ./guardroom <verb>\n\n${lines.join('\n')}\n\n./guardroom <verb> --help shows the options of one. State lies in GUARDROOM_HOME, .guardroom in this folder by default.\n`;
}

function helpFor(name: string, verb: Verb): string {
  const options = Object.entries(verb.options ?? {}).map(([option, what]) => `  ${option.padEnd(18)}${what}\n`);
  return `  ./guardroom ${name} ${verb.usage}\n\n  ${verb.summary}\n${options.length > 0 ? `\n${options.join('')}` : ''}`;
}

function suggestion(name: string): string {
  const near = Object.keys(verbs).find((known) => known.startsWith(name.slice(0, 2)));
  return near ? ` Did you mean "${near}"?` : '';
}

function refuse(message: string, more: string): number {
  process.stderr.write(`${message}\n\n${more}`);
  return 2;
}
