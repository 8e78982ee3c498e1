import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { look } from './look.ts';
import { desk, phone, say, type Person } from './people.ts';
import type { Stage } from './stage.ts';

const wanting = '半年考核依据系统数据';

/** From an inspection on a phone to a closed order, and policy that two people make stricter. */
export function supervisionJourney(stage: () => Stage): void {
  describe('the bureau inspects and a school puts right', () => {
    let officer: Person;
    let lead: Person;
    let visit: string;
    let order: string;
    beforeAll(async () => {
      officer = await stage().enter('wang.xun');
      lead = await stage().enter('zhao.an');
    });

    test('an inspection is planned at the desk and filled in on a phone, and not signed off with an item skipped', async () => {
      const { page, go } = officer;
      await go('/inspections/new');
      await page.getByRole('combobox', { name: '学校' }).click();
      await page.getByRole('option', { name: '明德小学' }).click();
      for (const domain of ['录像', '调阅']) await page.getByLabel(domain, { exact: true }).uncheck();
      await page.getByLabel('奖惩与纪律').check();
      await page.getByRole('button', { name: '安排' }).click();
      await page.getByRole('heading', { level: 1, name: '督查 · 明德小学' }).waitFor();
      visit = new URL(page.url()).hash.split('/').at(-1) ?? '';

      await page.setViewportSize(phone);
      await say(page, '开始检查');
      const items = page.getByRole('group', { name: /./ }).filter({ has: page.getByRole('button', { name: '符合', exact: true }) });
      await items.first().waitFor();
      const count = await items.count();
      expect(count).toBe(6);
      await page.getByRole('group', { name: wanting }).getByRole('button', { name: '不符合' }).click();
      await page.getByText('已答 1 / 6').first().waitFor();
      await page.getByRole('button', { name: '签结', exact: true }).click();
      await page.getByRole('dialog').getByLabel('总评').fill('看过一项');
      await page.getByRole('dialog').getByRole('button', { name: '签结' }).click();
      await page.getByRole('dialog').getByText('还有 5 项没有答，不能签结。没有条件看的请选“未检查”。').waitFor();
      expect(await page.getByRole('dialog').getByLabel('总评').inputValue()).toBe('看过一项');
      await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();

      for (let i = 0; i < count; i += 1) {
        const item = items.nth(i);
        if ((await item.getAttribute('aria-label')) === wanting) continue;
        await item.getByRole('button', { name: i % 2 ? '符合' : '未检查', exact: true }).click();
        await item.locator('[aria-pressed="true"]:not([disabled])').waitFor();
      }
      await page.getByText('已答 6 / 6').first().waitFor();
      await say(page, '写问题', '问题', '上半年考核表没有附系统导出的数据');
      await say(page, '签结', '总评', '考核须有数据依据');
      await page.getByText('检查人签字').waitFor();
      await page.setViewportSize(desk);
    });

    test('the finding becomes an order, which the school accepts and proves with a paper', async () => {
      const { page } = officer;
      await page.getByRole('button', { name: '下发整改' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('须做到什么').fill('补附系统导出的考核数据');
      await dialog.getByText(/这所学校重要问题最长 15 天/).waitFor();
      await dialog.getByRole('button', { name: '下发' }).click();
      await page.getByRole('heading', { level: 1, name: /^整改 ZG\d{4}-\d{4}$/ }).waitFor();
      order = new URL(page.url()).hash.split('/').at(-1) ?? '';

      await lead.go(`/rectification/visits/${visit}`);
      await lead.page.getByText('上半年考核表没有附系统导出的数据').waitFor();
      await lead.go(`/rectification/${order}`);
      await say(lead.page, '接收整改');
      const paper = join(mkdtempSync(join(tmpdir(), 'guardroom-paper-')), '考核数据.pdf');
      writeFileSync(paper, '%PDF-1.4\n%%EOF\n');
      await lead.page.locator('input[type="file"]').setInputFiles(paper);
      await lead.page.getByText('考核数据.pdf').waitFor();
      await lead.page.getByLabel('做了什么').fill('已补附系统导出的考核数据并归档');
      await lead.page.getByRole('button', { name: '提交', exact: true }).click();
      await lead.page.getByText('等教育局核验').waitFor();
    });

    test('the bureau returns it, verifies the second proof and closes the order; every step is in the custody line of both', async () => {
      const { page, go } = officer;
      await go(`/district-orders/${order}`);
      await say(page, '退回', '退回的理由', '看不出导出的日期');
      await page.getByText('看不出导出的日期').first().waitFor();
      await lead.go(`/rectification/${order}`);
      await lead.page.getByLabel('做了什么').fill('已补上导出日期与经手人');
      await lead.page.getByRole('button', { name: '提交', exact: true }).click();
      await lead.page.getByText('等教育局核验').waitFor();
      await go(`/district-orders/${order}`);
      await say(page, '核验通过', '核验意见', '材料齐全');
      await say(page, '销号');
      await page.getByText('已销号').first().waitFor();
      const steps = ['下发整改', '接收整改', '提交佐证', '退回佐证', '提交佐证', '核验通过', '整改销号'];
      for (const person of [officer, lead]) {
        await person.go(person === officer ? `/district-orders/${order}` : `/rectification/${order}`);
        const links = person.page.locator('section', { has: person.page.getByRole('heading', { name: '流转链' }) }).locator('ol > li');
        await links.nth(steps.length - 1).waitFor();
        expect((await links.allTextContents()).map((text, i) => text.startsWith(steps[i] ?? '?'))).toEqual(steps.map(() => true));
      }
    });

    test('the district makes a figure stricter for every school: its administrator proposes, an officer agrees', async () => {
      const explainWithin = async (): Promise<number[]> => (await stage().sql<{ hours: number }>('select distinct explain_within_hours as hours from schools')).map(({ hours }) => hours);
      const hours = (await explainWithin()).includes(20) ? 16 : 20; // an installation may have been through this before
      const admin = await stage().enter('admin.qu');
      await admin.go('/district-policy');
      await admin.page.getByRole('button', { name: '提出改动' }).click();
      await admin.page.getByLabel('缺口说明时限（小时）').fill('30');
      await admin.page.getByRole('textbox', { name: '理由', exact: true }).fill('各校值班室都有人，当天即可说明');
      await admin.page.getByRole('button', { name: '提交审批' }).click();
      await admin.page.getByText(/^比上级更松：上级是 24，只能设 /).waitFor();
      expect(await look(admin.page, join(stage().pictures, 'district-policy-faults.1280.zh-CN'))).toEqual([]);
      await admin.page.getByLabel('缺口说明时限（小时）').fill(String(hours));
      await admin.page.getByRole('button', { name: '提交审批' }).click();
      const waiting = ({ page }: Person) => page.getByRole('region', { name: '等待审批的改动' });
      await waiting(admin).getByText('区管理员 提出').waitFor();
      expect(await waiting(admin).getByRole('button', { name: '同意' }).count()).toBe(0);

      await officer.go('/district-policy');
      await waiting(officer).getByText(new RegExp(`^缺口说明时限：\\d+ 小时 → ${hours} 小时$`)).waitFor();
      await officer.page.setViewportSize(phone);
      expect(await look(officer.page, join(stage().pictures, 'district-policy-waiting.360.zh-CN'))).toEqual([]);
      await officer.page.setViewportSize(desk);
      await say(officer.page, '同意');
      await waiting(officer).waitFor({ state: 'detached' });
      expect(await explainWithin()).toEqual([hours]);
      const newest = officer.page.locator('section', { has: officer.page.getByRole('heading', { name: '历次改动' }) }).getByRole('listitem').first();
      for (const words of [`缺口说明时限 ${hours} 小时`, '各校值班室都有人，当天即可说明', '区管理员 提出', '王巡 确认']) await newest.getByText(words).waitFor();
      await admin.leave();
    });

    test('a looser figure is refused at its field with range and clause, a stricter one counts after a second person agreed', async () => {
      const { page } = lead;
      const inForce = async (): Promise<number> => (await stage().sql<{ hours: number }>(`select max_range_hours as hours from schools where name = '明德小学'`))[0]?.hours ?? 0;
      const hours = (await inForce()) === 8 ? 9 : 8; // an installation may have been through this before
      await lead.go('/policy');
      await page.getByRole('button', { name: '提出改动' }).click();
      await page.getByLabel('录像保存天数（天）').fill('7');
      await page.getByLabel('一次申请最长时段（小时）').fill('20');
      await page.getByRole('textbox', { name: '理由', exact: true }).fill('按本校情况调整');
      await page.getByRole('button', { name: '提交审批' }).click();
      await page.getByText('比上级更松：上级是 30，只能设 30 到 365。依据 R12:5、R19:3.1。').waitFor();
      await page.getByText(/^比上级更松：上级是 12，只能设 1 到 12。依据 R/).waitFor();
      await page.getByLabel('录像保存天数（天）').fill('');
      await page.getByLabel('一次申请最长时段（小时）').fill(String(hours));
      expect(await page.getByRole('textbox', { name: '理由', exact: true }).inputValue()).toBe('按本校情况调整');
      await page.getByRole('button', { name: '提交审批' }).click();
      await page.getByRole('region', { name: '等待审批的改动' }).getByText('赵安 提出').waitFor();

      const principal = await stage().enter('chen.ming', phone);
      await principal.go('/policy');
      await principal.page.getByRole('region', { name: '等待审批的改动' }).getByText(new RegExp(`^一次申请最长时段：\\d+ 小时 → ${hours} 小时$`)).waitFor();
      await say(principal.page, '同意');
      await principal.page.getByRole('region', { name: '等待审批的改动' }).waitFor({ state: 'detached' });
      await principal.leave();
      expect(await inForce()).toBe(hours);
      await officer.go('/district-policy/schools');
      await officer.page.getByRole('row').filter({ hasText: '明德小学' }).getByText(`${hours} 小时`, { exact: true }).waitFor();
      await Promise.all([officer.leave(), lead.leave()]);
    });
  });
}
