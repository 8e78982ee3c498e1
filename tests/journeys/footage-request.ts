import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@guardroom/testkit';
import type { Request } from 'playwright-core';
import { cardOf, file, fillIn, grantWhole, joinAsEscort, openViewing, type Filed } from './asking.ts';
import { expectWhole, pictureClocks, watchToEnd } from './frames.ts';
import { look } from './look.ts';
import { desk, phone, type Person } from './people.ts';
import { recorded, type Stage, type Stretch } from './stage.ts';

/** A picture leaves at the latest so long after the escort was last there. Milliseconds. */
const promisedMs = 2_000;

/** From the form to the watched video and its end, by four people at their own browsers. */
export function footageRequestJourney(stage: () => Stage): void {
  describe('a teacher who asks to see footage', () => {
    let teacher: Person;
    let principal: Person;
    let escort: Person;
    let asked: Stretch;
    let filed: Filed;
    const gateCalls: Request[] = [];

    beforeAll(async () => {
      teacher = await stage().enter('li.wei');
      principal = await stage().enter('chen.ming', phone);
      escort = await stage().enter('zhao.an');
      teacher.page.on('request', (request) => void (/\/(playlist\.m3u8|fragments\/|presence$)/.test(request.url()) && gateCalls.push(request)));
      asked = await recorded(stage(), '明德小学', '东门', 45);
    }, 400_000);

    test('has it held from the moment of filing', async () => {
      await fillIn(teacher, { ...asked, cameras: ['东门'], reason: '今天上午在东门遗失一只蓝色书包，需核实是谁拿走的。' });
      expect(await look(teacher.page, join(stage().pictures, 'my-requests-new-filled.1280.zh-CN'))).toEqual([]);
      filed = await file(teacher.page);
      await teacher.page.getByText('暂存中，至').waitFor();
      const [hold] = await stage().sql<{ covers: boolean; same_moment: boolean }>(
        `select h.from_at <= $2 and h.to_at >= $3 and h.released_at is null as covers, h.placed_at = r.filed_at as same_moment
           from holds h join footage_requests r using (school_id, request_id) join hold_cameras using (school_id, hold_id) join cameras c using (school_id, camera_id)
          where h.request_id = $1 and c.name = '东门'`,
        [filed.id, new Date(asked.fromMs), new Date(asked.toMs)],
      );
      expect(hold).toEqual({ covers: true, same_moment: true });
    });

    test('is granted an escorted viewing by the principal on a phone, whose page fits it', async () => {
      await principal.page.getByRole('heading', { level: 1, name: '待批' }).waitFor();
      await cardOf(principal.page, filed).waitFor();
      expect(await look(principal.page, join(stage().pictures, 'decide-card.360.zh-CN'))).toEqual([]);
      await grantWhole(principal, filed, async () => expect(await look(principal.page, join(stage().pictures, 'decide-form.360.zh-CN'))).toEqual([]));
      await teacher.page.getByText('已批准').first().waitFor();
    });

    test('sees, beside the escort, frames of the approved minutes and no others', async () => {
      await openViewing(teacher, filed);
      const [watched] = await Promise.all([watchToEnd(teacher.page), joinAsEscort(escort, filed)]);
      expectWhole(watched, '/mingde/east-gate', asked);
      await teacher.page.getByText('陪同人：赵安，在场').waitFor();
      await teacher.page.getByRole('button', { name: '播放' }).click();
      expect((await pictureClocks(teacher.page, 2)).map((clock) => clock?.path)).toEqual(['/mingde/east-gate', '/mingde/east-gate']);
      expect(await teacher.page.getByTestId('viewer-mark').textContent()).toContain('李薇');
      for (const [page, name] of [[teacher.page, 'viewing-playing'], [escort.page, 'escort']] as const) {
        for (const viewport of [phone, desk]) {
          await page.setViewportSize(viewport);
          expect(await look(page, join(stage().pictures, `${name}.${viewport.width}.zh-CN`))).toEqual([]);
        }
      }
    });

    test('gives nothing away with a copied address, token or proof', async () => {
      const last = (kind: string): Request => gateCalls.findLast((request) => request.url().includes(kind)) as Request;
      for (const kind of ['playlist.m3u8', 'fragments/']) {
        const copied = last(kind);
        const { dpop = '' } = await copied.allHeaders();
        const { authorization = '' } = await last('presence').allHeaders(); // the one that the page holds now: a token is over by itself after a minute
        expect(dpop).not.toBe('');
        expect(authorization).toMatch(/^Bearer /);
        expect(await answerTo(copied.url(), {})).toEqual([401, 'identity.not_signed_in']);
        expect(await answerTo(copied.url(), { authorization })).toEqual([403, 'viewing.proof_missing']);
        expect(await answerTo(copied.url(), { authorization, dpop })).toEqual([403, 'viewing.proof_wrong']);
      }
    });

    test('loses the picture within two seconds when the escort closes the page, and is told why', async () => {
      // Opened anew: fragments leave while the escort goes, however long what was before took.
      await teacher.page.getByRole('button', { name: '结束调阅' }).click();
      await teacher.page.getByRole('heading', { name: '申请人结束了调阅' }).waitFor();
      await openViewing(teacher, filed);
      await joinAsEscort(escort, filed);
      await until('a fragment that leaves now', async () => (await lastServed(stage(), filed)).agoMs, { isIt: (agoMs) => agoMs < 3_000 });
      await escort.page.close();
      await teacher.page.getByText('陪同人赵安不在场，画面已切断。').waitFor();
      await teacher.page.locator('video').waitFor({ state: 'hidden' });
      expect(await pictureClocks(teacher.page, 1, 4_000)).toEqual([]);
      const last = await lastServed(stage(), filed);
      const [seen] = await stage().sql<{ at: Date }>('select escort_seen_at as at from viewing_sessions where request_id = $1 order by opened_at desc limit 1', [filed.id]);
      expect(last.at.getTime() - seen!.at.getTime()).toBeLessThanOrEqual(promisedMs);
      expect(await look(teacher.page, join(stage().pictures, 'viewing-escort-gone.1280.zh-CN'))).toEqual([]);
      await teacher.page.getByRole('button', { name: '结束调阅' }).click();
      await teacher.page.getByRole('heading', { name: '申请人结束了调阅' }).waitFor();
    });

    test('finds every step in the custody line, proven against the ledger in the page', async () => {
      await teacher.go(`/my-requests/${filed.id}`);
      const links = teacher.page.locator('main ol > li');
      const ends = links.filter({ hasText: '调阅结束' });
      await ends.nth(1).waitFor();
      for (const end of await ends.all()) await end.getByText('已入台账').waitFor();
      const said = await links.allTextContents();
      for (const step of ['提交申请', '录像开始暂存或保全', '批准申请', '打开调阅', '陪同人到场', '画面切断', '调阅结束']) expect(said.join('\n')).toContain(step);
      for (const link of await links.all()) {
        await link.getByRole('button', { name: '核验' }).click();
        await link.getByText('核验通过').waitFor();
      }
    });

    test('stands in the viewing register with the minutes seen and the escort', async () => {
      await principal.go('/viewing-register');
      const entry = principal.page.getByRole('listitem').filter({ hasText: filed.number }).first();
      await entry.waitFor();
      for (const words of ['李薇', '赵安', '东门']) expect(await entry.textContent()).toContain(words);
      const [outside] = await stage().sql('select 1 from viewing_entries where request_id = $1 and (from_at < $2 or to_at > $3)', [filed.id, new Date(asked.fromMs), new Date(asked.toMs)]);
      expect(outside).toBeUndefined();
    });
  });
}

/** What the gate says to a call without the tab's key: status and code. */
async function answerTo(url: string, headers: Record<string, string>): Promise<[number, string]> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

async function lastServed(stage: Stage, { id }: Filed): Promise<{ at: Date; agoMs: number }> {
  const [row] = await stage.sql<{ at: Date; ago: number }>('select max(served_at) as at, 1000 * extract(epoch from clock_timestamp() - max(served_at))::float8 as ago from viewing_entries where request_id = $1', [id]);
  if (!row) throw new Error('nothing was served');
  return { at: row.at, agoMs: row.ago };
}
