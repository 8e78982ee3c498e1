import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

const run = promisify(execFile);

/** The bureau reads the matrix down to a fact, and takes the results home to compute them again. */
export function complianceJourney(stage: () => Stage): void {
  describe('compliance', () => {
    let officer: Person;
    beforeAll(async () => {
      officer = await stage().enter('wang.xun');
    });

    test('leads from a red cell to its fact in three clicks', async () => {
      const { page, go } = officer;
      await go('/district');
      await page.getByRole('table', { name: '各校各领域的判定' }).getByRole('link', { name: /^启智中学，组织与制度 \d+\/\d+：不符合/ }).click();
      await page.getByRole('heading', { level: 1, name: '启智中学的判定' }).waitFor();
      await page.getByRole('button', { name: /^看明细/ }).first().click();
      await page.getByRole('listitem').filter({ hasText: '不符合' }).getByRole('link', { name: /主任|设备管理员/ }).first().click();
      await page.getByRole('heading', { level: 1, name: '流水' }).waitFor();
      await page.getByRole('row').filter({ hasText: '启智中学' }).first().waitFor();
      expect(page.url()).toContain('filter=');
    });

    test('keeps filters in the address, and fits a phone as a list', async () => {
      const { page, go } = officer;
      await go('/district?result=fail&sort=school');
      await page.getByText('共 2 所').waitFor();
      await page.setViewportSize(phone);
      await page.getByRole('listitem').filter({ hasText: '明德小学' }).getByRole('link', { name: /^明德小学，录像 / }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    test('exports what can be computed again to the same scores', async () => {
      const { page, go } = officer;
      await go('/district');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出判定数据' }).click()]);
      const folder = await mkdtemp(join(tmpdir(), 'guardroom-export-'));
      try {
        const file = join(folder, 'export.json');
        await download.saveAs(file);
        expect((JSON.parse(await readFile(file, 'utf8')) as { results: unknown[] }).results.length).toBeGreaterThan(60);
        expect((await run(process.execPath, ['docs/ref/recompute-scores.ts', file])).stdout).toMatch(/computed again: all agree/);
      } finally {
        await rm(folder, { recursive: true });
      }
      await officer.leave();
    });
  });
}
