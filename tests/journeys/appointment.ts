import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@guardroom/testkit';
import { look } from './look.ts';
import { desk, openBrowser, phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

/** Somebody new: offered a post, cleared, accepts, works, and leaves; by three people at their own browsers. */
export function appointmentJourney(stage: () => Stage): void {
  describe('a new watch keeper', () => {
    const mark = randomBytes(3).toString('hex');
    const username = `wang.xin-${mark}`;
    const name = `王新 ${mark}`;
    let principal: Person;
    let newcomer: Omit<Person, 'go'> | undefined;
    let firstPassword = '';
    const ownPassword = randomBytes(12).toString('base64url');
    const appointment = async () =>
      (await stage().sql<{ synced: boolean; ended: boolean }>(
        `select a.identity_synced_at is not null as synced, a.ended_at is not null as ended from appointments a join appointment_proposals o using (school_id, appointment_id) where a.person_name = $1 and a.role = 'watch_keeper' order by o.proposed_at desc limit 1`,
        [name],
      ))[0];

    beforeAll(async () => {
      principal = await stage().enter('chen.ming');
    });
    afterAll(async () => {
      await newcomer?.leave();
      await principal.leave();
    });

    test('is offered the post with an account of their own, whose first password is shown once', async () => {
      const { page, go } = principal;
      await go('/appointments');
      await page.getByRole('link', { name: '提出任命' }).click();
      await page.getByRole('radio', { name: /新账号/ }).check();
      await page.getByRole('textbox', { name: '姓名' }).fill(name);
      await page.getByRole('textbox', { name: '登录名' }).fill(username);
      await page.getByRole('combobox', { name: '岗位' }).click();
      await page.getByRole('option', { name: '值班员' }).click();
      await page.getByText('保密承诺书').waitFor();
      await page.getByRole('button', { name: '提出任命' }).click();
      await page.getByRole('heading', { level: 1, name: '初始登录' }).waitFor();
      firstPassword = (await page.locator('dd').last().textContent())?.trim() ?? '';
      expect(firstPassword.length).toBeGreaterThan(15);
      expect(await look(page, join(stage().pictures, 'appointments-first.1280.zh-CN'))).toEqual([]);
      await page.getByRole('link', { name: '已交给本人，关闭' }).click();
      await page.getByRole('row').filter({ hasText: name }).getByText('待本人接受').waitFor();
    });

    test('must change that password at the first sign-in, and holds nothing yet', async () => {
      newcomer = await openBrowser(phone);
      const { page } = newcomer;
      await page.goto(stage().url);
      await page.locator('#username').fill(username);
      await page.locator('#password').fill(firstPassword);
      await page.locator('#kc-login').click();
      await page.locator('#password-new').fill(ownPassword);
      await page.locator('#password-confirm').fill(ownPassword);
      await page.locator('[type="submit"]').first().click();
      await page.getByRole('heading', { level: 1, name: '我的岗位' }).waitFor();
      await page.getByText('还缺：背景审查、培训考核。请找保卫负责人登记，齐备后再接受。').waitFor();
      await page.getByRole('button', { name: '接受任命' }).click();
      await page.getByRole('checkbox', { name: '我已逐条阅读，承诺遵守。' }).check();
      expect(await look(page, join(stage().pictures, 'my-posts-undertaking.360.zh-CN'))).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: '接受任命' }).click();
      await page.getByText(/资格还不齐备，不能就任/).waitFor();
      expect(await appointment()).toBeUndefined();
    });

    test('is cleared by the security lead, accepts, and the role arrives at the identity provider', async () => {
      const lead = await stage().enter('zhao.an');
      await lead.go(`/clearances?filter=${encodeURIComponent(JSON.stringify({ q: name }))}`);
      for (const kind of ['背景审查', '培训考核']) {
        await lead.page.getByRole('row').filter({ hasText: name }).filter({ hasText: kind }).getByRole('button', { name: '登记' }).click();
        await lead.page.getByRole('dialog').getByLabel('出具单位或考核人').fill('区公安分局治安大队');
        await lead.page.getByRole('dialog').getByRole('button', { name: '写入登记' }).click();
        await lead.page.getByRole('row').filter({ hasText: name }).filter({ hasText: kind }).getByText('有效').waitFor();
      }
      await lead.leave();
      const page = newcomer!.page;
      await page.getByRole('dialog').getByRole('button', { name: '接受任命' }).click();
      await page.getByText('现在没有等你答复的任命。').waitFor();
      await page.getByRole('listitem').filter({ hasText: '值班员' }).getByText('在任').waitFor();
      await until('the role at the identity provider', appointment, { isIt: (row) => row?.synced === true });
    });

    test('works at the screens of the school, until the principal ends the post: then nothing opens any more', async () => {
      const page = newcomer!.page;
      await page.setViewportSize(desk);
      await page.goto(`${stage().url}/#/incidents`);
      await page.getByRole('link', { name: '标记事件' }).waitFor();
      await principal.go('/appointments');
      await principal.page.reload();
      await principal.page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: '结束任命' }).click();
      await principal.page.getByRole('dialog').getByLabel('原因').fill('合同到期');
      await principal.page.getByRole('dialog').getByRole('button', { name: '结束任命' }).click();
      await principal.page.getByRole('row').filter({ hasText: name }).getByText('已结束').waitFor();
      await until('the end at the identity provider', appointment, { isIt: (row) => row?.ended === true && row.synced });
      await page.goto(stage().url);
      await page.locator('#username').waitFor();
      await page.locator('#username').fill(username);
      await page.locator('#password').fill(ownPassword);
      await page.locator('#kc-login').click();
      await page.locator('#username').waitFor();
      expect(await page.locator('#content').count()).toBe(0);
    });
  });
}
