import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Person } from './people.ts';
import type { Stage } from './stage.ts';

/** What an officer of the bureau sees, and what they cannot. */
export function bureauJourney(stage: () => Stage): void {
  describe('an officer of the bureau', () => {
    let officer: Person;
    beforeAll(async () => {
      officer = await stage().enter('wang.xun');
    });

    test('sees every school by domain, and the completeness of its last days', async () => {
      const { page } = officer;
      await page.getByRole('heading', { level: 1, name: '全区' }).waitFor();
      const matrix = page.getByRole('table', { name: '各校各领域的判定' });
      for (const name of ['明德小学', '启智中学']) {
        await matrix.getByRole('link', { name: new RegExp(`^${name}，录像 `) }).waitFor();
        const school = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) }).filter({ has: page.getByRole('button', { name: '查看录像' }) });
        await school.getByText(/\d \/ [45] 台在录像/).waitFor();
        // The first minutes of a day have no figure yet.
        await school.getByRole('list', { name: '最近几天的录像完整度，百分比' }).getByRole('listitem').last().filter({ hasText: /^\d+(\.\d+)?今天$/ }).waitFor({ timeout: 240_000 });
      }
    });

    test('is refused footage in words, wherever it is asked for', async () => {
      const { page, go } = officer;
      await go('/district');
      await page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: '明德小学' }) }).getByRole('button', { name: '查看录像' }).first().click();
      await page.getByRole('alert').getByText('不提供录像：教育局没有查看录像的途径。').waitFor();
      const [request] = await stage().sql<{ request_id: string }>(`select request_id from footage_requests order by filed_at desc limit 1`);
      for (const place of ['my-requests', 'footage-requests', 'viewing']) {
        await page.goto(`${stage().url}/#/${place}/${request?.request_id}`);
        await page.reload();
        await page.getByRole('alert').getByRole('heading', { name: '不提供录像：教育局没有查看录像的途径' }).waitFor();
        expect(await page.locator('video').count()).toBe(0);
      }
    });

    test('reads in words everything that happened in the district', async () => {
      const { page, go } = officer;
      await go('/district-facts');
      const rows = page.locator('tbody tr');
      await rows.first().waitFor();
      expect((await rows.locator(':scope > :first-child').allTextContents()).filter((what) => /[a-z]\.[a-z]/.test(what))).toEqual([]);
    });

    test('has what happened in the ledger within two seconds', async () => {
      const [sealed] = await stage().sql<{ facts: number; seconds: number }>(
        `select count(*)::int as facts, percentile_cont(0.5) within group (order by extract(epoch from e.sealed_at - f.recorded_at))::float as seconds from facts f join ledger_entries e using (fact_id)`,
      );
      expect(sealed!.facts).toBeGreaterThan(100);
      expect(sealed!.seconds).toBeLessThan(2);
    });

    test('verifies the whole ledger, which names a fact that somebody changed in the database', async () => {
      const { page, go } = officer;
      const verify = async (): Promise<void> => {
        await go('/ledger');
        await page.reload();
        await page.getByRole('button', { name: '核验整本台账' }).click();
      };
      await verify();
      await page.getByText(/^核验通过：核对了 \d+ 件事实/).waitFor();

      const [fact] = await stage().sql<{ fact_id: string; leaf_index: string }>(
        `select f.fact_id, e.leaf_index from facts f join ledger_entries e using (fact_id) where f.type = 'footage_request.filed' order by e.leaf_index desc limit 1`,
      );
      await stage().sql(`update facts set actor_name = actor_name || '？' where fact_id = $1`, [fact?.fact_id]);
      try {
        await verify();
        await page.getByText('核验不通过：1 条有问题。请保留现场，立即报告。').waitFor();
        const named = page.getByRole('status').getByRole('listitem');
        expect(await named.allTextContents()).toEqual([`提交申请 · 已入台账，第 ${fact?.leaf_index} 条 · 事实被改动`]);
        await named.getByRole('link', { name: '提交申请' }).click();
        await page.getByRole('heading', { level: 1, name: '流水' }).waitFor();
        await page.getByRole('row').filter({ hasText: '提交申请' }).getByText(`第 ${fact?.leaf_index} 条`).waitFor();
      } finally {
        await stage().sql(`update facts set actor_name = left(actor_name, -1) where fact_id = $1`, [fact?.fact_id]);
      }
      await verify();
      await page.getByText(/^核验通过：核对了 \d+ 件事实/).waitFor();
      await officer.leave();
    });
  });
}
