import { beforeAll, describe, expect, test } from '@jest/globals';
import { file, fillIn, grantPart, joinAsEscort, openViewing, type Filed } from './asking.ts';
import { expectWhole, watchToEnd } from './frames.ts';
import type { Person } from './people.ts';
import { recorded, type Stage, type Stretch } from './stage.ts';

/** Asking for more than is allowed, and looking beyond what was granted. */
export function overRangeJourney(stage: () => Stage): void {
  describe('a teacher who wants more', () => {
    let teacher: Person;
    let asked: Stretch;
    let granted: Stretch;
    let filed: Filed;

    beforeAll(async () => {
      teacher = await stage().enter('li.wei');
      asked = await recorded(stage(), '明德小学', '东门', 60);
      const [segment] = await stage().sql<{ started_at: Date }>(
        `select s.started_at from segments s join cameras c on c.school_no = s.school_no and c.camera_no = s.camera_no
          where c.name = '东门' and s.started_at >= $1 order by s.started_at limit 1`,
        [new Date(asked.fromMs + 2_000)],
      );
      // From within a segment, so that the fragment just before lies in the same one.
      const fromMs = Math.ceil((segment?.started_at.getTime() ?? Number.NaN) / 1000) * 1000 + 4_000;
      granted = { fromMs, toMs: fromMs + 25_000 };
    }, 400_000);

    test('is stopped by the form, which names the rule and the limit', async () => {
      const tooLong = { fromMs: asked.toMs - 300 * 3_600_000, toMs: asked.toMs };
      await fillIn(teacher, { ...tooLong, cameras: ['东门'], reason: '想看看这几天东门都发生了什么事情。' });
      const { page } = teacher;
      await page.getByText('时段超过学校规定的上限。').waitFor();
      expect(await page.getByRole('button', { name: '提交申请' }).isDisabled()).toBe(true);
      await page.locator('[aria-live]').filter({ hasText: '时段超过学校上限' }).getByRole('button', { name: '依据' }).click();
      const why = page.getByRole('dialog');
      await why.getByText('R22 7').waitFor();
      expect(await why.textContent()).toContain('学校上限');
      await page.keyboard.press('Escape');
    });

    test('is refused by the server as well when the form is made to look away', async () => {
      const { page } = teacher;
      await page.route(/\/v1\/schools\/sch_\w+$/, async (route) => {
        const answer = await route.fetch();
        const school = (await answer.json()) as { policy: object };
        await route.fulfill({ response: answer, json: { ...school, policy: { ...school.policy, maxRangeHours: 10_000 } } });
      });
      await page.reload();
      await page.locator('#content h1').waitFor(); // signed in again
      await fillIn(teacher, { fromMs: asked.toMs - 300 * 3_600_000, toMs: asked.toMs, cameras: ['东门'], reason: '想看看这几天东门都发生了什么事情。' });
      await page.getByRole('button', { name: '提交申请' }).click();
      await page.getByRole('alert').getByText('时段超过学校规定的上限。请缩短到事情发生的前后').waitFor();
      await page.unroute(/\/v1\/schools\/sch_\w+$/);
    });

    test('is granted fewer minutes, and a fragment beside them is refused with the reason even to the tab\'s own key', async () => {
      const { page } = teacher;
      await fillIn(teacher, { ...asked, cameras: ['东门'], reason: '午休时在东门遗失一串钥匙，需核实掉在哪里。' });
      filed = await file(page);
      const principal = await stage().enter('chen.ming');
      await grantPart(principal, filed, granted);
      await principal.leave();

      // A player that was tampered with: the list it reads names the fragment before the first approved one too.
      await page.route(/playlist\.m3u8/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: withNeighbour(await answer.text()) });
      });
      const refused = page.waitForResponse((response) => response.url().includes('/fragments/') && response.status() === 403);
      const escort = await stage().enter('zhao.an');
      await openViewing(teacher, filed);
      await joinAsEscort(escort, filed);
      const { error } = (await (await refused).json()) as { error: { code: string; details: { approved: { from: string; to: string } } } };
      expect(error.code).toBe('viewing.out_of_range');
      expect(error.details.approved).toEqual({ from: new Date(granted.fromMs).toISOString(), to: new Date(granted.toMs).toISOString() });
      await page.getByText('画面没有发送：不在批准范围内').waitFor();
      await page.unroute(/playlist\.m3u8/);
      await page.getByRole('button', { name: '结束调阅' }).click();
      await page.getByRole('heading', { name: '申请人结束了调阅' }).waitFor();

      await openViewing(teacher, filed);
      const [watched] = await Promise.all([watchToEnd(page), joinAsEscort(escort, filed)]);
      expectWhole(watched, '/mingde/east-gate', granted);
      await page.getByRole('button', { name: '结束调阅' }).click();
      await escort.leave();
    });

    test('has left the attempt in the custody line', async () => {
      await teacher.go(`/my-requests/${filed.id}`);
      await teacher.page.locator('main ol > li').filter({ hasText: '尝试超范围查看' }).getByText('已入台账').waitFor();
      await teacher.leave();
    });
  });
}

/** The playlist with the fragment just before its first one in front. */
function withNeighbour(playlist: string): string {
  const [, segment, number] = /^fragments\/(\d+)-(\d+)\.m4s$/m.exec(playlist) ?? [];
  const at = playlist.indexOf('#EXTINF');
  return `${playlist.slice(0, at)}#EXTINF:1.000,\nfragments/${segment}-${Number(number) - 1}.m4s\n${playlist.slice(at)}`;
}
