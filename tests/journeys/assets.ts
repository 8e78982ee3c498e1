import { describe, expect, test } from '@jest/globals';
import { newId } from '@guardroom/kernel';
import { SHORT_HEAD, workbookOf } from '../../apps/api/src/features/assets/testing/workbooks.ts';
import type { Person } from './people.ts';
import type { Stage } from './stage.ts';

/** Far beyond the two minutes, the heartbeat and the round after which a camera that fails is a ticket, and one that came back says so. Milliseconds. */
const withinMs = 480_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A camera's fault that becomes a ticket by itself, a sheet with faults, and a camera that is moved with an order. */
export function assetsJourney(stage: () => Stage): void {
  describe('the equipment of a school', () => {
    const camera = '教学楼一层走廊';
    const mark = newId('ast').slice(-4); // an installation may have been through this before
    const place = `二楼走廊东端 ${mark}`;
    const moving = `移到东端以看到楼梯口 ${mark}`;
    let ticket: string;
    const setPassword = async ({ page, go }: Person, password: string): Promise<void> => {
      await go('/cameras');
      await page.getByRole('link', { name: camera }).first().click();
      await page.getByRole('link', { name: '修改' }).click();
      await page.getByLabel('密码').fill(password);
      await page.getByRole('button', { name: '保存' }).click();
      await page.waitForURL(/\/show$/);
    };

    test('fails, and is a ticket on the first screen of its administrator without anybody reporting it', async () => {
      const admin = await stage().enter('qian.hua');
      const { page, go } = admin;
      await page.getByRole('heading', { level: 1, name: '设备' }).waitFor();
      await page.getByText('存储服务器').first().waitFor();
      await setPassword(admin, 'not-the-password');
      await importASheet(admin, mark);
      await go('/devices');
      const row = page.getByRole('listitem').filter({ hasText: camera }).filter({ hasText: '密码错误' });
      await row.getByRole('link', { name: '处理' }).click({ timeout: withinMs });
      await page.getByText('设备自动报告').waitFor();
      ticket = page.url();
      await page.getByRole('button', { name: '派单' }).click();
      await page.getByRole('dialog').getByLabel('维修人').click();
      await page.getByRole('option', { name: '钱华' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '派单' }).click();
      await page.getByText('已派单').first().waitFor();
      await setPassword(admin, stage().cameraPassword('/mingde/corridor-1f'));
      await page.goto(ticket);
      await page.getByText('设备自行恢复').first().waitFor({ timeout: withinMs });
      expect(await page.locator('header').getByRole('button', { name: '核验' }).count()).toBe(0); // the repairer verifies nothing
      await admin.leave();
    }, 1_500_000);

    test('is said to be well by somebody else, after looking', async () => {
      const { page, leave } = await stage().enter('zhao.an');
      await page.goto(ticket);
      await page.locator('header').getByRole('button', { name: '核验' }).click();
      await page.getByRole('dialog').getByLabel('看到的情况').fill('画面清晰，录像正常');
      await page.getByRole('dialog').getByRole('button', { name: '核验' }).click();
      await page.getByText('已核验').first().waitFor();
      await leave();
    });

    test('is moved with an order that another person approved, and not before', async () => {
      const admin = await stage().enter('qian.hua');
      const { page, go } = admin;
      const move = async (): Promise<void> => {
        await go('/cameras');
        await page.getByRole('link', { name: camera }).first().click();
        await page.getByRole('link', { name: '修改' }).click();
        await page.getByLabel('安装位置').fill(place);
        await page.getByRole('button', { name: '保存' }).click();
      };
      await move();
      await page.getByText('须先有批准的变更单').first().waitFor();
      await page.getByRole('alert').getByRole('button', { name: '提出变更' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByLabel('移到哪里').inputValue()).toBe(place);
      await dialog.getByLabel('变更内容').fill(moving);
      await dialog.getByLabel('理由').fill('现在的位置看不到楼梯口');
      await dialog.getByRole('button', { name: '提出变更' }).click();
      await page.getByText('已提出，等待批准').waitFor();

      const deputy = await stage().enter('fang.lin');
      await deputy.go('/change-orders');
      await deputy.page.getByRole('row').filter({ hasText: moving }).getByRole('link').first().click();
      await deputy.page.getByRole('button', { name: '批准', exact: true }).click();
      await deputy.page.getByRole('dialog').getByLabel('意见').fill('同意，注意不要对着教室');
      await deputy.page.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
      await deputy.page.getByText('已批准').first().waitFor();
      await deputy.leave();

      await move();
      await page.getByRole('heading', { level: 1, name: camera }).waitFor();
      await page.getByText(place).first().waitFor();
      await admin.leave();
    });
  });
}

/** A sheet with several faults is told as a whole; mended, it is written. */
async function importASheet({ page, go }: Person, mark: string): Promise<void> {
  const [first, second] = [`DG-${mark}-1`, `DG-${mark}-2`];
  const choose = async (rows: Parameters<typeof workbookOf>[0]): Promise<void> => page.locator('input[type=file]').setInputFiles({ name: '设备.xlsx', mimeType: XLSX, buffer: await workbookOf(rows) });
  await go('/asset-import');
  await choose([[...SHORT_HEAD, '保修期至'], [first, '东门补光灯', '路灯', '备用', '2030-01-01'], [first, '', '辅助照明灯', '备用', '明年']]);
  await page.getByText('2 台设备，4 处错误').waitFor();
  for (const cell of ['C2', 'A3', 'B3', 'E3']) await page.getByText(cell, { exact: true }).waitFor();
  await page.getByText('还没有写入任何内容').waitFor();
  await choose([[...SHORT_HEAD, '保修期至'], [first, '东门补光灯', '辅助照明灯', '备用', '2030-01-01'], [second, '西门补光灯', '辅助照明灯', '备用', '2030-01-01']]);
  await page.getByRole('button', { name: '确认写入：新增 2，更新 0' }).click();
  await page.getByText('已写入：新增 2，更新 0').waitFor();
}
