import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newId } from '@guardroom/kernel';
import { look } from './look.ts';
import { phone, type Person } from './people.ts';
import { planWatches, type Stage } from './stage.ts';

/** The Monday after every week that was planned, and at least five weeks ahead. */
async function untouchedWeek({ sql }: Stage): Promise<string> {
  const [row] = await sql<{ monday: string }>(`select (greatest(date_trunc('week', now() at time zone 'Asia/Shanghai')::date + 35, (select max(week) + 7 from rosters)))::text as monday`);
  return row!.monday;
}

/** Fills or empties a cell of the roster. */
async function choose(page: Page, cell: RegExp, name: string): Promise<void> {
  await page.getByRole('combobox', { name: cell }).click();
  await page.getByRole('option', { name }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}

/** Declares what a watch begins with. */
async function declare(within: Locator): Promise<void> {
  await within.getByLabel('我没有饮酒，休息充分，着装规范').check();
  await within.getByLabel('值班期间不做无关的事').check();
}

/** A week planned, a watch begun, written down and handed over by two keepers at their own browsers, and a visitor led in and out. */
export function dutyJourney(stage: () => Stage): void {
  describe('the watch of a school', () => {
    let sun: Person;
    let he: Person;
    let head: Person;

    beforeAll(async () => {
      await planWatches(stage(), { 孙平: [-10, 10], 何军: [10, 70] });
      sun = await stage().enter('sun.ping', phone);
      he = await stage().enter('he.jun');
      head = await stage().enter('guo.tao');
    });

    test('is planned by the centre head, who is told every conflict before it is published', async () => {
      const { page, go } = head;
      await go(`/roster?week=${await untouchedWeek(stage())}`);
      await choose(page, /周一.*07:00–15:00/, '孙平');
      await choose(page, /周一.*15:00–23:00/, '孙平');
      await page.getByRole('button', { name: '保存草稿' }).click();
      await page.getByText('有 1 处须先改正').waitFor();
      await page.getByText('与本人另一班之间休息不足').waitFor();
      expect(await page.getByRole('button', { name: '发布' }).count()).toBe(0);
      await choose(page, /周一.*15:00–23:00/, '孙平');
      await choose(page, /周一.*15:00–23:00/, '何军');
      await page.getByRole('button', { name: '保存草稿' }).click();
      await page.getByText('没有冲突').waitFor();
      expect(await look(page, join(stage().pictures, 'roster-draft.1280.zh-CN'))).toEqual([]);
      await page.getByRole('button', { name: '发布' }).click();
      await page.getByLabel('无人值守的时段，为什么、如何安排').fill('寒假期间夜间由门卫室值守');
      await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
      await page.getByText('已发布', { exact: true }).waitFor();
    });

    test('is begun by the keeper on a phone, and written down', async () => {
      const { page, go } = sun;
      await go('/');
      await page.getByRole('heading', { level: 1, name: '当班' }).waitFor();
      await page.getByRole('button', { name: '签到上岗' }).click();
      const sign = page.getByRole('button', { name: '确认签到' });
      expect(await sign.isDisabled()).toBe(true);
      await declare(page.getByRole('dialog'));
      await sign.click();
      await page.getByText('在岗', { exact: true }).waitFor();
      await page.getByLabel('看到了什么、做了什么').fill('四路画面正常，西侧围墙有树枝遮挡');
      await page.getByRole('button', { name: '记一笔' }).click();
      await page.getByText('四路画面正常，西侧围墙有树枝遮挡').first().waitFor();
      expect(await look(page, join(stage().pictures, 'my-shift-on.360.zh-CN'))).toEqual([]);
    });

    test('is handed over with what is open, signed by both, and passes in one step', async () => {
      await sun.page.getByLabel('未尽事项（每行一件）').fill('二号楼钥匙未还');
      await sun.page.getByRole('button', { name: '列出清单' }).click();
      await sun.page.getByText('二号楼钥匙未还').last().waitFor();
      await sun.page.getByRole('button', { name: '核对无误，签字交班' }).click();
      await sun.page.getByText('请接班人用自己的账号登录').waitFor();
      const { page, go } = he;
      await go('/my-shift');
      await page.getByRole('heading', { name: '孙平交班' }).waitFor();
      const card = page.locator('section').filter({ has: page.getByRole('heading', { name: '孙平交班' }) });
      const sign = card.getByRole('button', { name: '签字接班' });
      expect(await sign.isDisabled()).toBe(true);
      for (const box of await card.getByLabel('接收', { exact: true }).all()) await box.check();
      await card.getByLabel(/室内整洁/).click();
      await page.getByRole('option', { name: '9', exact: true }).click();
      await declare(card);
      await sign.click();
      await page.getByText('在岗', { exact: true }).waitFor();
      const [handover] = await stage().sql<{ state: string; outgoing: string; incoming: string; signed: boolean }>(
        `select h.state, o.state as outgoing, i.state as incoming, h.outgoing_signed_at < h.incoming_signed_at and o.ended_at = i.signed_on_at as signed from handovers h
           join shifts o on o.shift_id = h.outgoing_shift_id join shifts i on i.shift_id = h.incoming_shift_id where h.outgoing_name = '孙平' order by h.prepared_at desc limit 1`,
      );
      expect(handover).toEqual({ state: 'incoming_signed', outgoing: 'closed', incoming: 'active', signed: true });
    });

    test('keeps a register of who enters the room, without whole document numbers', async () => {
      const { page, go } = he;
      await go('/visitors');
      await page.getByRole('button', { name: '登记来访' }).click();
      const dialog = page.getByRole('dialog');
      const name = `段工${newId('vis').slice(-4)}`;
      await dialog.getByLabel('姓名').fill(name);
      await dialog.getByLabel('单位').fill('电信公司');
      await dialog.getByLabel('证件号后四位').fill('421X');
      await dialog.getByLabel('事由').fill('检修线路 11010119900307123X');
      await dialog.getByText('请勿填写完整证件号码').waitFor();
      expect(await dialog.getByRole('button', { name: '登记' }).isDisabled()).toBe(true);
      await dialog.getByLabel('事由').fill('检修网络线路');
      await dialog.getByRole('button', { name: '登记' }).click();
      const row = (person: Person) => person.page.getByRole('row').filter({ hasText: name });
      await row(he).getByText('待批准').waitFor();
      await head.go('/visitors');
      await row(head).getByRole('button', { name: '同意进入' }).click();
      await row(head).getByText('已批准').waitFor();
      await go('/my-shift');
      const line = page.getByRole('listitem').filter({ hasText: name });
      await line.getByRole('button', { name: '陪同进入' }).click();
      await dialog.getByLabel('已检查').check();
      await dialog.getByLabel('手机、相机已存放在室外').check();
      await dialog.getByRole('button', { name: '陪同进入' }).click();
      await line.getByRole('button', { name: '已离开' }).click();
      await line.getByRole('button', { name: '已离开' }).waitFor({ state: 'detached' });
      const [entry] = await stage().sql<{ state: string; approver_name: string; escort_name: string }>(`select state, approver_name, escort_name from visitor_entries where name = $1`, [name]);
      expect(entry).toEqual({ state: 'left', approver_name: '郭涛', escort_name: '何军' });
      await Promise.all([sun.leave(), he.leave(), head.leave()]);
    });
  });
}
