import { beforeAll, describe, test } from '@jest/globals';
import type { Person } from './people.ts';
import type { Stage } from './stage.ts';

/** How soon the console says what is the matter with a camera. Milliseconds. */
const withinMs = 60_000;

/** A camera whose password is typed wrongly, and mended. */
export function equipmentJourney(stage: () => Stage): void {
  describe('an equipment administrator', () => {
    let admin: Person;
    const set = async (password: string): Promise<void> => {
      const { page, go } = admin;
      await go('/cameras');
      await page.getByRole('link', { name: '操场' }).first().click();
      await page.getByRole('link', { name: '修改' }).click();
      await page.getByLabel('密码').fill(password);
      await page.getByRole('button', { name: '保存' }).click();
      await page.waitForURL(/\/show$/);
    };
    beforeAll(async () => {
      admin = await stage().enter('qian.hua');
      await admin.go('/cameras');
      await admin.page.getByRole('row').filter({ hasText: '操场' }).getByText('录像中').waitFor({ timeout: 120_000 });
    });

    test('is told within a minute that a camera refuses its password, and what to do', async () => {
      await set('not-the-password');
      await admin.page.getByText('密码错误', { exact: true }).waitFor({ timeout: withinMs });
      await admin.page.getByText('摄像机拒绝了用户名或密码。请在“修改”中重新填写。').waitFor();
    });

    test('sees it record again within a minute of the right one', async () => {
      await set(stage().cameraPassword('/mingde/playground'));
      await admin.page.getByText('录像中', { exact: true }).waitFor({ timeout: withinMs });
      await admin.leave();
    });
  });
}
