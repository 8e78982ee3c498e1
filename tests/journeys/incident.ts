import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { look } from './look.ts';
import { desk, phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

/** A mark takes at most so long. Milliseconds. */
const MARK_MS = 60_000;

/** What a keeper marks on a phone, handles at the desk, and somebody else files. */
export function incidentJourney(stage: () => Stage): void {
  describe('an incident', () => {
    let keeper: Person;
    let id = '';
    const stored = async () =>
      (await stage().sql<{ state: string; held_days: number; released: boolean }>(
        `select i.state, extract(epoch from h.until_at - now()) / 86400 as held_days, h.released_at is not null as released from incidents i join holds h on h.source_id = i.incident_id where i.incident_id = $1`,
        [id],
      ))[0];

    beforeAll(async () => {
      keeper = await stage().enter('sun.ping', phone);
    });

    test('is marked on a phone in under a minute, and its footage is held beyond retention', async () => {
      const { page, go } = keeper;
      const startedAt = Date.now();
      await go('/incidents/new');
      await page.getByRole('radio', { name: '盗窃' }).click();
      await page.getByRole('checkbox', { name: '东门' }).click();
      await page.getByLabel('情况').fill('一名学生自行车被推走，值班室已通知门卫');
      await page.getByRole('button', { name: '标记并保全录像' }).click();
      await page.getByRole('heading', { level: 1, name: /^事件 E\d{4}-\d{4}$/ }).waitFor();
      expect(Date.now() - startedAt).toBeLessThan(MARK_MS);
      id = /incidents\/(inc_\w+)/.exec(page.url())?.[1] ?? '';
      const row = await stored();
      expect(row).toMatchObject({ state: 'opened', released: false });
      expect(Number(row?.held_days)).toBeGreaterThan(179);
      expect(await look(page, join(stage().pictures, 'incidents-marked.360.zh-CN'))).toEqual([]);
    });

    test('is weighed, reported, and somebody is sent and comes back', async () => {
      const { page } = keeper;
      await page.setViewportSize(desk);
      await page.getByLabel('级别', { exact: true }).click();
      await page.getByRole('option', { name: '一般' }).click();
      await page.getByRole('button', { name: '确定级别' }).click();
      await page.getByText('孙平判定').waitFor();
      await page.getByLabel('内容').fill('电话报告赵安');
      await page.getByRole('button', { name: '写入记录' }).click();
      await page.getByText('上报 · 保卫负责人').waitFor();
      await page.getByLabel('派谁').fill('保安队 李师傅');
      await page.getByLabel('做什么').fill('到东门追查');
      await page.getByRole('button', { name: '派出' }).click();
      await page.getByRole('button', { name: '已到场' }).click();
      await page.getByText('已到场').first().waitFor();
      await page.getByRole('button', { name: '完成', exact: true }).click();
      await page.getByRole('dialog').getByLabel('完成情况').fill('自行车在车棚找到');
      await page.getByRole('dialog').getByRole('button', { name: '完成' }).click();
      await page.getByText('自行车在车棚找到').waitFor();
    });

    test('cannot be filed while anything is missing, and names are no codes', async () => {
      const { page } = keeper;
      const filing = page.locator('section').filter({ has: page.getByRole('heading', { name: '归档' }) });
      for (const missing of ['处置结果', '原因', '涉及人员代号', '参与部门']) await filing.getByText(missing, { exact: true }).waitFor();
      await page.getByLabel('涉及人员代号').fill('王小明');
      await page.getByText('代号只能用大写字母、数字和横线').waitFor();
      await page.getByLabel('涉及人员代号').fill('S-2026-021');
      await page.getByRole('checkbox', { name: '没有其他部门参与' }).check();
      await page.getByLabel('事情经过').fill('学生自行车被同学误推到车棚');
      await page.getByLabel('原因').fill('车棚无编号');
      await page.getByLabel('改进措施').fill('车棚加编号');
      await page.getByRole('button', { name: '保存报告' }).click();
      await page.getByText(/孙平写于/).waitFor();
      await page.getByLabel('处置结果').fill('车已归还，学生无争议');
      await page.getByRole('button', { name: '写入结果' }).click();
      await page.getByText('记录齐全，可以归档。').waitFor();
      expect(await page.getByRole('button', { name: '归档' }).count()).toBe(0);
    });

    test('leads to a request for its held footage that is filled in already', async () => {
      const { page } = keeper;
      await page.getByRole('link', { name: '申请调阅这段录像' }).click();
      await page.getByRole('heading', { level: 1, name: '申请调阅' }).waitFor();
      expect(await page.getByRole('checkbox', { name: /东门/ }).getAttribute('aria-checked')).toBe('true');
      expect(await page.getByRole('textbox', { name: '说明' }).inputValue()).toContain('需核实经过');
      await keeper.leave();
    });

    test('is filed by another person; its footage goes only when two have agreed', async () => {
      const lead = await stage().enter('zhao.an');
      await lead.go(`/incidents/${id}`);
      await lead.page.getByRole('button', { name: '归档' }).click();
      await lead.page.getByRole('dialog').getByRole('button', { name: '归档' }).click();
      await lead.page.getByText(/赵安于.*归档/).waitFor();
      await lead.page.getByRole('button', { name: '申请解除保全' }).click();
      await lead.page.getByRole('dialog').getByLabel('理由').fill('事已了结，不再需要');
      await lead.page.getByRole('dialog').getByRole('button', { name: '申请解除保全' }).click();
      await lead.page.getByText(/赵安于.*申请解除/).waitFor();
      expect(await lead.page.getByRole('button', { name: '同意解除' }).count()).toBe(0);
      expect(await stored()).toMatchObject({ state: 'closed', released: false });
      await lead.leave();
      const principal = await stage().enter('chen.ming');
      await principal.go(`/incidents/${id}`);
      await principal.page.getByRole('button', { name: '同意解除' }).click();
      await principal.page.getByRole('dialog').getByRole('button', { name: '同意解除' }).click();
      await principal.page.getByText(/陈明于.*同意解除/).waitFor();
      expect(await stored()).toMatchObject({ released: true });
      await principal.page.getByRole('listitem').filter({ hasText: '同意解除保全' }).getByRole('button', { name: '核验' }).waitFor();
      await principal.leave();
    });
  });
}
