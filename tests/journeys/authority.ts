import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@guardroom/kernel';
import { look } from './look.ts';
import { phone, type Person } from './people.ts';
import { civilField, recorded, type Stage, type Stretch } from './stage.ts';

const run = promisify(execFile);
/** The smallest file that begins like a PDF. */
const scan = { name: '调取通知书与证件.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
/** A part of what the notice asks for: so much is cut off at both ends. Milliseconds. */
const CUT_MS = 10_000;

/** From a liaison's notice to a package that a script has checked, by five people at their own browsers. */
export function authorityJourney(stage: () => Stage): void {
  describe('a liaison of the police', () => {
    const noticeNumber = `示公（刑）调字〔2026〕${newId('aut').slice(-10)}号`;
    let liaison: Person;
    let asked: Stretch;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'guardroom-police-'));
      asked = await recorded(stage(), '明德小学', '东门', 45);
      liaison = await stage().enter('peng.fei');
    }, 400_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test('lands on the cases of their own agency, and is told every fault of a form at once', async () => {
      const { page } = liaison;
      await page.getByRole('heading', { level: 1, name: '案件' }).waitFor();
      await page.getByRole('link', { name: '提出调取' }).click();
      await page.getByRole('button', { name: '提交调取' }).click();
      await page.getByText('有 8 处需要补正，已在下面标出。').waitFor();
      expect(await look(page, join(stage().pictures, 'cases-new-faults.1280.zh-CN'))).toEqual([]);
    });

    test('files the notice; the footage is held at once', async () => {
      const { page } = liaison;
      const fill = (label: string, words: string): Promise<void> => page.getByLabel(label).fill(words);
      await fill('案号', '示公（刑）立字〔2026〕17号');
      await fill('调取通知书文号', noticeNumber);
      await fill('案由', '校门口电动自行车被盗');
      await page.getByLabel('学校').click();
      await page.getByRole('option', { name: '明德小学' }).click();
      await fill('位置', '东门及门前非机动车停放处');
      await page.getByLabel('从', { exact: true }).fill(civilField(asked.fromMs));
      await page.getByLabel('到', { exact: true }).fill(civilField(asked.toMs));
      await fill('警号或证件号（第 1 人）', '013579');
      await fill('姓名（第 2 人）', '陆远');
      await fill('警号或证件号（第 2 人）', '013580');
      await page.getByRole('button', { name: '提交调取' }).click();
      await page.getByRole('heading', { level: 1, name: `通知书 ${noticeNumber}` }).waitFor();
      const [held] = await stage().sql<{ cameras: string }>(`select count(distinct c.camera_id) as cameras from authority_requests r join holds h on h.source_id = r.request_id join hold_cameras c using (hold_id) where r.notice_number = $1 and h.released_at is null`, [noticeNumber]);
      expect(Number(held?.cameras)).toBe(4);
    });

    test('brings the scans, and the school opens and verifies them: two people, each for themselves', async () => {
      const { page } = liaison;
      await page.locator('input[type=file]').setInputFiles(scan);
      await page.getByText('文书已齐，学校正在核验。').waitFor();
      await eachSigns(['guo.tao', 'zhao.an'], async ({ page: at }, i) => {
        if (i === 0) {
          await at.getByRole('button', { name: '选择摄像机' }).click();
          await at.getByRole('checkbox', { name: '东门' }).click();
          await at.getByRole('button', { name: '确认', exact: true }).click();
          await at.getByText('已记下对应的摄像机').waitFor();
        }
        await at.getByRole('button', { name: '核验文书' }).click();
        await at.getByLabel('回拨的号码').fill('010-6655');
        await at.getByLabel('接听人').fill('值班民警 王');
        await at.getByLabel('核验情况').fill('文书与两名办案人员属实');
        await at.getByRole('button', { name: '我已核实，签名' }).click();
        await at.getByText('已签名核验').waitFor();
        await at.getByRole('button', { name: '核验文书' }).waitFor({ state: 'detached' });
      });
    });

    test('is granted a part by two others, the principal on a phone', async () => {
      await eachSigns(
        ['chen.ming', 'fang.lin'],
        async ({ page: at }, i) => {
          await at.getByRole('button', { name: '批准提供' }).click();
          if (i === 0) {
            await at.getByLabel('只提供一部分').click();
            await at.getByLabel('从', { exact: true }).fill(civilField(asked.fromMs - 60_000));
            await at.getByLabel('到', { exact: true }).fill(civilField(asked.toMs - CUT_MS));
            await at.getByLabel('批准意见').fill('依法予以协助');
            await at.getByRole('button', { name: '同意提供，签名' }).click();
            await at.getByText('超出了通知书的位置或时段。').waitFor();
            await at.getByLabel('从', { exact: true }).fill(civilField(asked.fromMs + CUT_MS));
            expect(await look(at, join(stage().pictures, 'authority-approve.360.zh-CN'))).toEqual([]);
          } else await at.getByLabel('批准意见').fill('同意');
          await at.getByRole('button', { name: '同意提供，签名' }).click();
          await at.getByText('已签名批准').waitFor();
        },
        phone,
      );
    });

    test('receives the package, whose script finds it intact and whose frames lie inside the grant', async () => {
      const { page } = liaison;
      const button = page.getByRole('button', { name: '领取证据包' });
      await button.waitFor({ timeout: 240_000 });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      await page.getByText('已保存，内容与学校登记的一致。').waitFor();
      const zip = join(folder, 'package.zip');
      await download.saveAs(zip);
      await run('python3', ['-m', 'zipfile', '-e', zip, join(folder, 'package')]);
      const command = (await page.locator('code').filter({ hasText: 'verify.py' }).textContent()) ?? '';
      const { stdout } = await run('python3', command.split(' ').slice(1), { cwd: join(folder, 'package') });
      expect(stdout).toContain('核验通过 VERIFIED');
      expect((await run('sh', ['verify.sh'], { cwd: join(folder, 'package') })).stdout).toContain('核验通过 VERIFIED');
      const [outside] = await stage().sql(`select 1 from authority_requests where notice_number = $1 and (granted_from < $2 or granted_to > $3)`, [noticeNumber, new Date(asked.fromMs + CUT_MS), new Date(asked.toMs - CUT_MS)]);
      expect(outside).toBeUndefined();
      await page.getByRole('button', { name: '核验一致，签收' }).click();
      await page.getByRole('button', { name: '确认', exact: true }).click();
      await page.locator('main ol > li').filter({ hasText: '签收证据包' }).waitFor();
      expect(await look(page, join(stage().pictures, 'case-received.1280.zh-CN'))).toEqual([]);
    });

    test('is the only agency that finds the case', async () => {
      const other = await stage().enter('tang.yu');
      await other.page.getByRole('heading', { level: 1, name: '案件' }).waitFor();
      await other.page.getByText('还没有调取').waitFor();
      const [row] = await stage().sql<{ request_id: string }>('select request_id from authority_requests where notice_number = $1', [noticeNumber]);
      await other.page.goto(`${stage().url}/#/cases/${row?.request_id}`);
      await other.page.getByRole('alert').waitFor();
      expect(await other.page.getByText(noticeNumber).count()).toBe(0);
      await other.leave();
      await liaison.leave();
    });

    /** Lets people of the school open the request one after the other, each at their own browser. */
    async function eachSigns(usernames: readonly string[], sign: (person: Person, i: number) => Promise<void>, viewport?: { width: number; height: number }): Promise<void> {
      for (const [i, username] of usernames.entries()) {
        const person = await stage().enter(username, viewport);
        await person.go('/authority-requests');
        await person.page.getByRole('link', { name: noticeNumber }).click();
        await person.page.getByRole('heading', { level: 1 }).filter({ hasText: noticeNumber }).waitFor();
        await sign(person, i);
        await person.leave();
      }
    }
  });
}
