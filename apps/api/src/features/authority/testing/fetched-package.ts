import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result, Routes } from '@guardroom/contracts';
import type { EvidenceManifest } from '@guardroom/evidence';
import { ViewerTab } from '../../footage-access/testing/viewer-tab.ts';
import type { Answer, TestApi } from '../../../testing/start-api.ts';

type Download = Result<Routes['openDownload']>;

/** Opens a download for a tab of the officer. */
export const openDownload = (api: TestApi, tab: ViewerTab, caseId: string): Promise<Answer<Download>> => api.call<Download>(tab.who, 'POST', `/v1/cases/${caseId}/downloads`, { proofKeyThumbprint: tab.thumbprint });

export const packagePath = (caseId: string, downloadId: string): string => `/v1/cases/${caseId}/downloads/${downloadId}/package.zip`;

/** What a program said and how it ended. */
export type Ran = { readonly code: number; readonly said: string };

/** Runs a program in a folder, whatever it answers. */
export const run = (program: string, args: readonly string[], cwd: string): Promise<Ran> =>
  new Promise((resolve) => execFile(program, [...args], { cwd, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } }, (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, said: `${out}${err}` })));

/** A package as its recipient has it: fetched through the API, unpacked by a tool of others, in a folder of its own. */
export class FetchedPackage {
  readonly folder: string;
  readonly zip: Buffer;
  private constructor(folder: string, zip: Buffer) {
    this.folder = folder;
    this.zip = zip;
  }

  static async of(api: TestApi, caseId: string, who = 'peng.fei'): Promise<FetchedPackage> {
    const tab = await ViewerTab.of(api, who);
    const opened = await openDownload(api, tab, caseId);
    if (opened.error) throw new Error(JSON.stringify(opened.error));
    const answer = await tab.get(packagePath(caseId, opened.body.id));
    const zip = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${answer.status} ${zip.toString()}`);
    if (createHash('sha256').update(zip).digest('hex') !== opened.body.sha256 || zip.length !== opened.body.bytes) throw new Error('other bytes came than were promised');
    const folder = await mkdtemp(join(tmpdir(), 'guardroom-recipient-'));
    await writeFile(join(folder, 'package.zip'), zip);
    const unpacked = await run('python3', ['-m', 'zipfile', '-e', 'package.zip', 'package'], folder);
    if (unpacked.code !== 0) throw new Error(unpacked.said);
    return new FetchedPackage(folder, zip);
  }

  path(name = ''): string {
    return join(this.folder, 'package', name);
  }

  async manifest(): Promise<EvidenceManifest> {
    return JSON.parse(await readFile(this.path('manifest.json'), 'utf8')) as EvidenceManifest;
  }

  /** Runs one of the checkers that came with it. */
  check(script: 'verify.py' | 'verify.sh', fingerprint: string, folder = this.path()): Promise<Ran> {
    return run(script === 'verify.py' ? 'python3' : 'sh', [script, fingerprint], folder);
  }

  /** Checks a copy in which something was changed. */
  async checkChanged(script: 'verify.py' | 'verify.sh', fingerprint: string, change: (path: (name: string) => string) => Promise<unknown>): Promise<Ran> {
    return this.inChangedCopy(async (path, copy) => {
      await change(path);
      return this.check(script, fingerprint, copy);
    });
  }

  /** Does something with a copy, which is gone afterwards. */
  async inChangedCopy<T>(work: (path: (name: string) => string, copy: string) => Promise<T>): Promise<T> {
    const copy = join(this.folder, 'changed');
    await cp(this.path(), copy, { recursive: true });
    try {
      return await work((name) => join(copy, name), copy);
    } finally {
      await rm(copy, { recursive: true });
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
