import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@guardroom/testkit';
import { newId } from '@guardroom/kernel';
import { pictureClocks } from './frames.ts';
import { look } from './look.ts';
import { phone, type Person } from './people.ts';
import type { Stage } from './stage.ts';

/** The live picture is at most this much behind the camera on a busy machine. Milliseconds. */
const BEHIND_MS = 5_000;
/** No picture later than this after the end. Milliseconds. */
const LATEST_MS = 2_000;

/** Longer holes between two segments are gaps. */
const SEAM_SECONDS = 0.5;

/** Presented frames of the page's video so far, and when the last one was; counted from the first call on. */
const COUNT = `(() => {
  const video = document.querySelector('video');
  if (!video) return { frames: -1, lastAt: window.guardroomLast ?? 0 };
  if (!window.guardroomCounting) {
    window.guardroomCounting = true;
    window.guardroomFrames = 0;
    const next = () => { window.guardroomFrames += 1; window.guardroomLast = Date.now(); video.requestVideoFrameCallback(next); };
    video.requestVideoFrameCallback(next);
  }
  return { frames: window.guardroomFrames, lastAt: window.guardroomLast ?? 0 };
})()`;

/** A keeper's live wall, from sign-on to sign-off. */
export function liveJourney(stage: () => Stage): void {
  describe('a keeper who watches live', () => {
    let keeper: Person;
    const person = async (name: string): Promise<{ sub: string; person_id: string; school_id: string; district_id: string }> =>
      (await stage().sql<{ sub: string; person_id: string; school_id: string; district_id: string }>('select sub, person_id, school_id, district_id from appointments where person_name = $1 and ended_at is null limit 1', [name]))[0]!;
    const signOff = async (name: string): Promise<void> => {
      const { sub } = await person(name);
      await stage().sql(`update shifts set state = 'closed', ended_at = now(), end_kind = 'no_successor', end_reason = '巡查结束' where sub = $1 and state in ('active', 'handing_over')`, [sub]);
    };
    const signOn = async (name: string): Promise<void> => {
      await signOff(name);
      const { sub, person_id, school_id, district_id } = await person(name);
      await stage().sql(
        `insert into shifts (school_id, shift_id, district_id, person_id, sub, person_name, planned_from, planned_to, state, signed_on_at) values ($1, $2, $3, $4, $5, $6, now() - interval '1 hour', now() + interval '7 hours', 'active', now())`,
        [school_id, newId('shf'), district_id, person_id, sub, name],
      );
    };
    const open = async (camera: string): Promise<void> => {
      await keeper.page.getByRole('navigation').getByRole('button', { name: camera }).click();
    };
    const tile = (camera: string) => keeper.page.locator(`section[aria-label="${camera}"]`);

    beforeAll(async () => {
      await until('the cameras to record', () => stage().sql<{ name: string }>(`select c.name from camera_status s join cameras c using (school_id, camera_id) where c.name in ('东门', '食堂') and s.state = 'recording' and s.codec is not null`), { isIt: (recording) => recording.length >= 2 });
      await signOff('孙平');
      keeper = await stage().enter('sun.ping');
      await keeper.go('/live');
    });
    afterAll(() => signOff('孙平'));

    test('is told off shift what to do, and of an H.265 camera why not', async () => {
      await open('东门');
      await keeper.page.getByText('你现在不在班上，不能看实时画面。').waitFor();
      await signOn('孙平');
      await open('食堂');
      await keeper.page.getByText('这台摄像机用 H.265 编码，浏览器不能实时播放；').waitFor();
    });

    test('sees the camera as it is now, with their mark over it', async () => {
      await open('东门');
      await tile('东门').and(keeper.page.locator('[data-state="moving"]')).waitFor();
      const lookedAt = Date.now();
      const clocks = (await pictureClocks(keeper.page, 12)).filter((clock) => clock !== undefined);
      expect(clocks.length).toBeGreaterThanOrEqual(10);
      expect(new Set(clocks.map(({ path }) => path))).toEqual(new Set(['/mingde/east-gate']));
      const drawn = clocks.map(({ drawnAtMs }) => drawnAtMs);
      expect(drawn.at(-1)! - drawn[0]!).toBeGreaterThan(500);
      expect(lookedAt - drawn[0]!).toBeLessThan(BEHIND_MS); // reading the clocks takes longer than taking the pictures
      expect(await tile('东门').getByTestId('viewer-mark').textContent()).toMatch(/孙平 · 明德小学 · \w{6} · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
    });

    test('has several cameras on the wall, and the page holds up on a phone', async () => {
      await open('操场');
      await tile('操场').and(keeper.page.locator('[data-state="moving"]')).waitFor();
      const faults = await look(keeper.page, join(stage().pictures, 'live-moving.1280.zh-CN'));
      await keeper.page.setViewportSize(phone);
      faults.push(...(await look(keeper.page, join(stage().pictures, 'live-moving.360.zh-CN'))));
      await keeper.page.setViewportSize({ width: 1280, height: 800 });
      expect(faults).toEqual([]);
      await keeper.page.getByRole('button', { name: '关闭操场' }).click();
      await until('the view of the playground to be closed', () => stage().sql(`select v.view_id from live_views v join cameras c using (school_id, camera_id) where c.name = '操场' and v.ended_at is null`), { isIt: (open) => open.length === 0 });
    });

    test('loses the picture within two seconds of signing off, and is told why', async () => {
      await until('frames to be counted', async () => (await keeper.page.evaluate<{ frames: number }>(COUNT)).frames, { isIt: (frames) => frames > 5 });
      await signOff('孙平');
      const endedAt = Date.now();
      await keeper.page.getByText('已下班签退，画面随即关闭。').waitFor();
      await until('time to see that nothing comes any more', () => Date.now() > endedAt + LATEST_MS + 2_000);
      const { lastAt } = await keeper.page.evaluate<{ lastAt: number }>(COUNT);
      expect(lastAt - endedAt).toBeLessThan(LATEST_MS);
      await keeper.page.getByRole('button', { name: '重新打开' }).click();
      await keeper.page.getByText('你现在不在班上，不能看实时画面。').waitFor();
      const ended = await stage().sql<{ end_reason: string }>(`select v.end_reason from live_views v join cameras c using (school_id, camera_id) where c.name = '东门' order by v.opened_at desc limit 1`);
      expect(ended).toEqual([{ end_reason: 'shift_ended' }]);
    });

    test('has not interrupted the recording of what was watched', async () => {
      const watched = `(select c.school_no, c.camera_no, c.name, min(v.opened_at) as from_at, max(v.ended_at) as to_at from live_views v join cameras c using (school_id, camera_id)
                         where v.viewer_name = '孙平' and c.name in ('东门', '操场') group by 1, 2, 3) w join segments s using (school_no, camera_no)`;
      await until('recordings from after the last view', () => stage().sql(`select distinct w.name from ${watched} where s.started_at > w.to_at`), { isIt: (cameras) => cameras.length === 2 });
      const [seams] = await stage().sql<{ segments: number; longest: number; skipped: number }>(
        `select count(*)::int as segments, max(extract(epoch from started_at - before))::float as longest, count(*) filter (where sequence <> last + 1)::int as skipped from (
           select s.started_at, s.sequence, lag(s.ended_at) over seen as before, lag(s.sequence) over seen as last from ${watched}
            where s.ended_at > w.from_at - interval '20 seconds' and s.started_at < w.to_at + interval '20 seconds' window seen as (partition by s.camera_no order by s.started_at)) s where before is not null`,
      );
      expect(seams).toMatchObject({ skipped: 0 });
      expect(seams!.segments).toBeGreaterThan(4);
      expect(seams!.longest).toBeLessThan(SEAM_SECONDS);
    });

    test('is on the register of the head of the centre, who takes the next one back', async () => {
      await signOn('孙平');
      await keeper.page.getByRole('button', { name: '重新打开' }).click();
      await tile('东门').and(keeper.page.locator('[data-state="moving"]')).waitFor();
      const head = await stage().enter('guo.tao');
      await head.go('/live-views');
      const views = head.page.getByRole('row').filter({ hasText: '孙平' }).filter({ hasText: '东门' });
      await views.getByText('下班签退').first().waitFor();
      await views.getByRole('button', { name: '收回' }).click();
      await head.page.getByRole('dialog').getByRole('button', { name: '收回' }).click();
      await keeper.page.getByText('郭涛收回了这次观看，画面已关闭。').waitFor();
      await views.getByText('由郭涛收回').waitFor();
      await head.leave();
      await keeper.leave();
    });
  });
}
