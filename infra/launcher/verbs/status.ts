import { readFileSync } from 'node:fs';
import { openExisting } from '../installation.ts';
import { allParts } from '../parts.ts';
import { runningProcess } from '../process.ts';
import { duration } from '../progress.ts';
import type { Condition } from '../services/part.ts';
import { table } from '../text-table.ts';
import type { Verb } from '../verbs.ts';

/** Shows what runs, since when, with how much memory, and where. */
export const status: Verb = {
  usage: '',
  summary: 'show what runs, since when, and where',
  async run() {
    const installation = await openExisting();
    if (!installation) return 1;
    const rows = await Promise.all(allParts.map(async (part) => {
      const record = runningProcess(installation.places, part.name);
      return [part.title, record ? inWords(await part.look(installation)) : '· stopped', record ? String(record.pid) : '', record ? duration(Date.now() - Date.parse(record.startedAt)) : '', record ? memory(record.pid) : '', part.address(installation)];
    }));
    process.stdout.write(`${table([['part', 'state', 'pid', 'since', 'memory', 'address'], ...rows])}\n`);
    return rows.every((row) => row[1]?.startsWith('✓')) ? 0 : 1;
  },
};

const inWords = ({ isHealthy, says }: Condition): string => (isHealthy ? `✓ ${says}` : `✗ runs, but ${says}`);

/** Resident memory of a process in words; empty when it is gone. */
function memory(pid: number): string {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib ? `${Math.round(Number(kib) / 1024)} MB` : '';
  } catch {
    return ''; // It ended between two looks.
  }
}
