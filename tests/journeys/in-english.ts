import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newId } from '@guardroom/kernel';
import { until } from '@guardroom/testkit';
import { expectWhole, pictureClocks, watchToEnd } from './frames.ts';
import { look } from './look.ts';
import { desk, phone, say, speak, type Person } from './people.ts';
import { civilField, planWatches, recorded, type Stage } from './stage.ts';

const school = '明德小学';
/** The smallest file that begins like a PDF. */
const scan = { name: 'notice.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };

/** Chooses from a list that a field opens. */
async function pick(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await page.locator('[role="listbox"]').waitFor({ state: 'detached' }); // it fades away, and until then pales what is under it
}

/** The main action of each capability once more: in English, on a phone, by the person whose action it is. */
export function inEnglish(stage: () => Stage): void {
  describe('in English on a phone', () => {
    const noticeNumber = `GX-2026-${newId('aut').slice(-6)}`;
    const here = new Map<string, Promise<Person>>();
    const enter = async (username: string): Promise<Person> => {
      const person = await stage().enter(username, phone);
      await speak(person, 'en');
      return person;
    };
    /** Somebody with a phone of their own, who signs in once. */
    const at = (username: string): Promise<Person> => {
      const person = here.get(username) ?? enter(username);
      here.set(username, person);
      return person;
    };
    /** The page as it stands fits the phone, and the desk as well. */
    const fits = async ({ page }: Person, name: string): Promise<void> => {
      const faults = await look(page, join(stage().pictures, `${name}.360.en`));
      await page.setViewportSize(desk);
      faults.push(...(await look(page, join(stage().pictures, `${name}.1280.en`))));
      await page.setViewportSize(phone);
      expect(faults).toEqual([]);
    };
    /** Declares what a watch begins with. */
    const declare = async (within: Locator): Promise<void> => {
      await within.getByLabel('I have had no alcohol, am rested and properly dressed').check();
      await within.getByLabel(/^On watch I do nothing else/).check();
    };
    /** Begins the watch that is planned now. */
    const signOn = async ({ page, go }: Person): Promise<void> => {
      await go('/my-shift');
      await page.getByRole('button', { name: 'Sign on', exact: true }).click();
      await declare(page.getByRole('dialog'));
      await page.getByRole('dialog').getByRole('button', { name: 'Sign on now' }).click();
      await page.getByText('On shift', { exact: true }).waitFor();
    };
    /** The one row that a question finds. */
    const row = async (text: string, values: readonly unknown[] = []): Promise<unknown> => (await stage().sql(text, values))[0];

    test('a teacher asks, the principal grants, and the footage is watched beside an escort', async () => {
      const asked = await recorded(stage(), school, '东门', 20);
      const teacher = await at('li.wei');
      const { page } = teacher;
      await teacher.go('/my-requests');
      await page.getByRole('link', { name: 'Ask to see footage' }).click();
      await page.getByRole('checkbox', { name: '东门' }).click();
      await page.getByLabel('From', { exact: true }).fill(civilField(asked.fromMs));
      await page.getByLabel('To', { exact: true }).fill(civilField(asked.toMs));
      await pick(page, 'Purpose', 'Lost property');
      await page.getByRole('textbox', { name: 'In words' }).fill('A blue school bag was lost at the east gate this morning; who took it must be clarified.');
      await page.getByRole('radio', { name: /Escorted viewing/ }).check();
      await page.getByRole('checkbox', { name: /I know that what I see serves this purpose only/ }).check();
      await fits(teacher, 'ask-filled');
      await page.getByRole('button', { name: 'File the request' }).click();
      const heading = page.getByRole('heading', { level: 1, name: /^Request \d{4}-\d{4,}$/ });
      await heading.waitFor();
      const number = /\d{4}-\d+/.exec((await heading.textContent()) ?? '')?.[0] ?? '';
      const id = /frq_\w+/.exec(page.url())?.[0] ?? '';
      await page.getByText(/^held until/).waitFor();
      const request = (): Promise<unknown> => row(`select r.state, r.decision_kind, r.fulfilment, r.decided_by_name, exists (select from holds h where h.source_id = r.request_id and h.released_at is null) as held from footage_requests r where r.request_id = $1`, [id]);
      expect(await request()).toEqual({ state: 'submitted', decision_kind: null, fulfilment: null, decided_by_name: null, held: true });

      const principal = await at('chen.ming');
      await principal.go('/decide');
      const card = principal.page.locator(`article[aria-labelledby="${id}-who"]`);
      await card.getByRole('button', { name: 'Grant', exact: true }).click();
      await card.getByRole('checkbox', { name: /I consent to the applicant seeing the picture/ }).check();
      await card.getByRole('button', { name: 'The applicant must identify an object or person.' }).click();
      await fits(principal, 'decide-form');
      await card.getByRole('button', { name: 'Confirm grant' }).click();
      await principal.page.getByText(`Granted: ${number}, 李薇`).waitFor();
      expect(await request()).toEqual({ state: 'approved', decision_kind: 'approved', fulfilment: 'escorted_viewing', decided_by_name: '陈明', held: true });

      await page.getByRole('link', { name: 'Open the viewing' }).click();
      await page.getByRole('button', { name: 'Open the viewing' }).click();
      await page.getByText('Waiting for the escort:').waitFor();
      const escort = await at('zhao.an');
      const join = async (): Promise<void> => {
        await escort.go('/room');
        await escort.page.locator('main div').filter({ hasText: number }).getByRole('link', { name: 'I will escort' }).first().click();
        await escort.page.getByRole('button', { name: 'I am present and escort' }).click();
        await escort.page.getByText('You are present and escorting.').waitFor();
      };
      const [watched] = await Promise.all([watchToEnd(page), join()]);
      expectWhole(watched, '/mingde/east-gate', asked);
      await page.getByText('Escort: 赵安, present').waitFor();
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      expect(await pictureClocks(page, 1)).toHaveLength(1);
      await fits(teacher, 'viewing-playing');
      await fits(escort, 'escort-present');
      await page.getByRole('button', { name: 'End the viewing' }).click();
      await page.getByRole('heading', { name: 'The applicant ended the viewing' }).waitFor();
      const seen = `select s.end_reason, s.escort_name, count(e.*) > 0 as is_on_register, count(e.*) filter (where e.from_at < r.granted_from or e.to_at > r.granted_to) as outside
                      from viewing_sessions s join footage_requests r using (school_id, request_id) left join viewing_entries e using (school_id, session_id) where s.request_id = $1 group by 1, 2`;
      expect(await row(seen, [id])).toEqual({ end_reason: 'closed_by_applicant', escort_name: '赵安', is_on_register: true, outside: '0' });
    });

    test('a keeper signs on and writes the log', async () => {
      await planWatches(stage(), { 孙平: [-10, 70] });
      const keeper = await at('sun.ping');
      const { page } = keeper;
      await signOn(keeper);
      const words = `All pictures are clear; a branch hangs over the west wall (${newId('dle').slice(-4)}).`;
      await page.getByLabel('What you saw and did').fill(words);
      await page.getByRole('button', { name: 'Write', exact: true }).click();
      await page.getByRole('listitem').filter({ hasText: words }).waitFor();
      await fits(keeper, 'my-shift-on');
      const watch = `select s.state, s.person_name, s.fit_declared_at is not null as declared from duty_log_entries l join shifts s using (school_id, shift_id) where l.words = $1`;
      expect(await row(watch, [words])).toEqual({ state: 'active', person_name: '孙平', declared: true });
    });

    test('a keeper watches a camera live', async () => {
      const keeper = await at('sun.ping');
      const { page } = keeper;
      await keeper.go('/live');
      await page.getByRole('navigation', { name: 'Cameras' }).getByRole('button', { name: '东门' }).click();
      await page.locator('section[aria-label="东门"][data-state="moving"]').waitFor();
      const clocks = await pictureClocks(page, 3);
      expect(clocks.map((clock) => clock?.path)).toEqual(['/mingde/east-gate', '/mingde/east-gate', '/mingde/east-gate']);
      expect(await page.getByTestId('viewer-mark').textContent()).toContain('孙平');
      await fits(keeper, 'live-moving');
      await page.getByRole('button', { name: 'Close 东门' }).click();
      await page.getByText('No picture is open').waitFor();
      const last = `select end_reason, watched_from is not null as watched from live_views v join cameras c using (school_id, camera_id) where v.viewer_name = '孙平' and c.name = '东门' and v.ended_at is not null and v.opened_at > now() - interval '5 minutes' order by v.opened_at desc limit 1`;
      expect(await until('the view to end', () => row(last))).toEqual({ end_reason: 'closed', watched: true });
    });

    test('a keeper marks an incident, whose footage is held', async () => {
      const keeper = await at('sun.ping');
      const { page } = keeper;
      await keeper.go('/incidents/new');
      await page.getByRole('radio', { name: 'Theft' }).click();
      await page.getByRole('checkbox', { name: '东门' }).click();
      await page.getByLabel('In a sentence').fill('A bicycle was pushed away through the gate; the guard knows.');
      await page.getByRole('button', { name: 'Mark it and hold the footage' }).click();
      await page.getByRole('heading', { level: 1, name: /^Incident E\d{4}-\d{4}$/ }).waitFor();
      await fits(keeper, 'incident-marked');
      const marked = `select i.state, i.category, i.opened_by_name, h.released_at is null and h.until_at > now() + interval '179 days' as held from incidents i join holds h on h.source_id = i.incident_id where i.incident_id = $1`;
      expect(await row(marked, [/inc_\w+/.exec(page.url())?.[0]])).toEqual({ state: 'opened', category: 'theft', opened_by_name: '孙平', held: true });
    });

    test('the incident is weighed, somebody is sent, it is written up, and another person closes it', async () => {
      const keeper = await at('sun.ping');
      const { page } = keeper;
      const incident = /inc_\w+/.exec(page.url())?.[0] ?? '';
      const field = (name: string) => page.getByRole('textbox', { name, exact: true });
      const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
      await pick(page, 'Severity', 'Ordinary');
      await press('Set the severity');
      await page.getByText('set by 孙平').waitFor();
      await field('Words').fill('Told Zhao An by telephone');
      await press('Write it down');
      await page.getByText('Reported · Security lead').waitFor();
      await field('Who').fill('Guard Li');
      await field('To do what').fill('Look for it at the east gate');
      await press('Send');
      await press('Arrived');
      await page.getByText('Arrived').first().waitFor();
      await press('Done');
      await page.getByRole('dialog').getByLabel('How it ended').fill('The bicycle stood in the shed');
      await page.getByRole('dialog').getByRole('button', { name: 'Done', exact: true }).click();
      await page.getByText('The bicycle stood in the shed').waitFor();
      await field('Codes of the people concerned').fill('S-2026-022');
      await page.getByRole('checkbox', { name: 'No other department took part' }).check();
      await field('What happened').fill('Another pupil had moved it to the shed by mistake');
      await field('Cause').fill('The stands have no numbers');
      await field('Measures').fill('Number the stands');
      await press('Save the report');
      await page.getByText(/written by 孙平/).waitFor();
      await field('Result').fill('The bicycle is back');
      await press('Write the result');
      await page.getByText('The record is complete; the incident can be closed.').waitFor();
      expect(await page.getByRole('button', { name: 'Close it', exact: true }).count()).toBe(0);
      await fits(keeper, 'incident-complete');
      const lead = await at('zhao.an');
      await lead.go(`/incidents/${incident}`);
      await say(lead.page, 'Close it');
      await lead.page.getByText(/^Closed by 赵安/).waitFor();
      await fits(lead, 'incident-closed');
      expect(await row(`select state, (select count(*)::int from dispatch_orders d where d.incident_id = i.incident_id and d.state = 'resolved') as sent from incidents i where incident_id = $1`, [incident])).toEqual({ state: 'closed', sent: 1 });
    });

    test('a visitor is registered, let in by a head, and escorted in and out', async () => {
      const keeper = await at('sun.ping');
      const { page } = keeper;
      const name = `Duan ${newId('vis').slice(-4)}`;
      await keeper.go('/visitors');
      await page.getByRole('button', { name: 'Register a visitor' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByLabel('Unit').fill('Telecom');
      await dialog.getByLabel('Last four characters of its number').fill('421X');
      await dialog.getByLabel('Purpose').fill('Mends the network line');
      await dialog.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('listitem').filter({ hasText: name }).getByText('Awaiting approval').waitFor();
      const head = await at('zhao.an');
      await head.go('/visitors');
      const line = head.page.getByRole('listitem').filter({ hasText: name });
      await line.getByRole('button', { name: 'Let in', exact: true }).click();
      await line.getByText('Approved', { exact: true }).waitFor();
      await keeper.go('/my-shift');
      const guest = page.getByRole('listitem').filter({ hasText: name });
      await guest.getByRole('button', { name: 'Escort in' }).click();
      await dialog.getByLabel(/^Checked: no dangerous goods/).check();
      await dialog.getByLabel('Telephones and cameras were left outside').check();
      await dialog.getByRole('button', { name: 'Escort in' }).click();
      await guest.getByText('Inside').or(guest.getByText(/^to leave by/)).first().waitFor();
      await fits(keeper, 'visitor-inside');
      const exit = guest.getByRole('button', { name: 'Note exit', exact: true });
      await exit.click();
      await exit.waitFor({ state: 'detached' });
      expect(await row(`select state, approver_name, escort_name, phones_stored from visitor_entries where name = $1`, [name])).toEqual({ state: 'left', approver_name: '赵安', escort_name: '孙平', phones_stored: true });
    });

    test('a keeper hands over to the next, who accepts the list', async () => {
      await planWatches(stage(), { 孙平: [-10, 10], 何军: [10, 70] });
      const [keeper, next] = [await at('sun.ping'), await at('he.jun')];
      const { page } = keeper;
      await signOn(keeper);
      await page.getByLabel('What you saw and did').fill('Quiet; all four pictures are clear.');
      await page.getByRole('button', { name: 'Write', exact: true }).click();
      await page.getByRole('listitem').filter({ hasText: 'Quiet; all four pictures are clear.' }).waitFor();
      await page.getByLabel('Open matters (one per line)').fill('The keys of building 2 are not back');
      await page.getByRole('button', { name: 'Make the list' }).click();
      await page.getByText('The keys of building 2 are not back').last().waitFor();
      await fits(keeper, 'handover-listed');
      await page.getByRole('button', { name: 'Checked: sign and hand over' }).click();
      await page.getByText(/^Signed\. The incoming keeper signs in with their own account/).waitFor();

      await next.go('/my-shift');
      const card = next.page.locator('section').filter({ has: next.page.getByRole('heading', { name: '孙平 hands over' }) });
      await card.getByRole('button', { name: 'Accept all' }).click();
      await card.getByLabel(/^Tidiness of the room/).click();
      await next.page.getByRole('option', { name: '9', exact: true }).click();
      await declare(card);
      await fits(next, 'handover-taking-over');
      await card.getByRole('button', { name: 'Sign and take over' }).click();
      await next.page.getByText('On shift', { exact: true }).waitFor();
      const handover = `select h.state, o.state as outgoing, i.state as incoming, (select count(*)::int from handover_items m where m.handover_id = h.handover_id and m.words = 'The keys of building 2 are not back' and m.answer = 'accepted') as accepted
                          from handovers h join shifts o on o.shift_id = h.outgoing_shift_id join shifts i on i.shift_id = h.incoming_shift_id where h.outgoing_name = '孙平' order by h.prepared_at desc limit 1`;
      expect(await row(handover)).toEqual({ state: 'incoming_signed', outgoing: 'closed', incoming: 'active', accepted: 1 });
      await next.leave();
    });

    test('a fault is reported, repaired, and verified by another person', async () => {
      const admin = await at('qian.hua');
      const { page } = admin;
      const standsAt = (who: Person, state: string): Promise<void> => who.page.locator('#content header').getByText(state, { exact: true }).waitFor();
      await admin.go('/assets');
      await page.getByLabel('Search').fill('XSQ-0001');
      await page.getByText('1 in all').waitFor();
      await page.getByRole('link', { name: '监控室显示屏' }).click();
      await say(page, 'Report a fault', 'What is wrong', 'The picture flickers every few seconds');
      await page.getByRole('link', { name: /^\d+ not verified$/ }).click();
      await page.getByRole('heading', { level: 1, name: /^Fault ticket / }).waitFor();
      await page.getByRole('button', { name: 'Assign', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await pick(page, 'Repairer', '钱华');
      await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
      await standsAt(admin, 'Assigned');
      await say(page, 'Begin the repair');
      await standsAt(admin, 'In repair');
      await say(page, 'Report the repair', 'Cause and what was done', 'A loose plug; it is screwed in now');
      await standsAt(admin, 'Repaired');
      await fits(admin, 'ticket-repaired');
      const ticket = new URL(page.url()).hash.slice(1);
      await admin.leave();
      const lead = await at('zhao.an');
      await lead.go(ticket);
      await say(lead.page, 'Verify the repair', 'What you saw', 'The picture stands still');
      await standsAt(lead, 'Verified');
      expect(await row(`select state, repaired_by_name, verified_by_name from fault_tickets where ticket_id = $1`, [/tkt_\w+/.exec(ticket)?.[0]])).toEqual({ state: 'verified', repaired_by_name: '钱华', verified_by_name: '赵安' });
    });

    test('a camera is moved with an order that another person approved', async () => {
      const admin = await enter('qian.hua');
      const { page } = admin;
      const place = `Corridor, north end ${newId('ast').slice(-4)}`;
      const move = async (): Promise<void> => {
        await admin.go('/cameras');
        await page.getByRole('link', { name: '操场' }).first().click();
        await page.getByRole('link', { name: 'Change', exact: true }).click();
        await page.getByLabel('Where it hangs').fill(place);
        await page.getByRole('button', { name: 'Save' }).click();
      };
      await move();
      await page.getByRole('alert').getByRole('button', { name: 'Propose a change' }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByLabel('Where to').inputValue()).toBe(place);
      await dialog.getByLabel('What is changed').fill(`Hang it at the north end (${place.slice(-4)})`);
      await dialog.getByLabel('Reason').fill('From here the stairs are not seen');
      await fits(admin, 'change-proposed');
      await dialog.getByRole('button', { name: 'Propose a change' }).click();
      await page.getByText('Proposed; it waits for a decision').waitFor();
      const deputy = await enter('fang.lin');
      await deputy.go('/change-orders');
      await deputy.page.getByRole('listitem').filter({ hasText: place.slice(-4) }).getByRole('link').first().click();
      await say(deputy.page, 'Approve', 'Opinion', 'Agreed; do not point it at a classroom');
      await deputy.page.getByText('Approved', { exact: true }).first().waitFor();
      await fits(deputy, 'change-approved');
      await deputy.leave();
      await move();
      await page.getByText(place).first().waitFor();
      const order = `select order_id, state, to_location from change_orders where to_location = $1`;
      const { order_id } = (await row(order, [place])) as { order_id: string };
      await admin.go(`/change-orders/${order_id}/show`);
      await say(page, 'Close', 'Result', 'It hangs at the north end; picture and recording are well');
      await page.locator('#content header').getByText('Closed', { exact: true }).waitFor();
      expect(await row(order, [place])).toEqual({ order_id, state: 'closed', to_location: place });
      await admin.leave();
    });

    test('a liaison files a notice and brings its papers', async () => {
      const asked = await recorded(stage(), school, '东门', 30);
      const liaison = await at('peng.fei');
      const { page } = liaison;
      const fill = (label: string, words: string): Promise<void> => page.getByLabel(label).fill(words);
      await liaison.go('/cases');
      await page.getByRole('link', { name: 'Ask for footage' }).click();
      await fill('Case number', 'GX-2026-17');
      await fill('Notice number', noticeNumber);
      await fill('What the case is about', 'Theft of an e-bike at the school gate');
      await pick(page, 'School', school);
      await fill('Places', 'East gate and the bicycle stand before it');
      await page.getByLabel('From', { exact: true }).fill(civilField(asked.fromMs));
      await page.getByLabel('To', { exact: true }).fill(civilField(asked.toMs));
      await fill('Badge or ID number (officer 1)', '013579');
      await fill('Name (officer 2)', '陆远');
      await fill('Badge or ID number (officer 2)', '013580');
      await page.getByRole('button', { name: 'File', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: `Notice ${noticeNumber}` }).waitFor();
      await page.locator('input[type=file]').setInputFiles(scan);
      await page.getByText('All papers are there; the school is verifying them.').waitFor();
      await fits(liaison, 'case-filed');
      const filed = `select r.state, r.filed_by_name, count(distinct c.camera_id) > 0 as held from authority_requests r join holds h on h.source_id = r.request_id join hold_cameras c using (hold_id) where r.notice_number = $1 and h.released_at is null group by 1, 2`;
      expect(await row(filed, [noticeNumber])).toEqual({ state: 'papers_uploaded', filed_by_name: '彭飞', held: true });
    });

    test('two people of the school verify the notice, two others approve, and the liaison fetches the package', async () => {
      /** Lets somebody of the school take a step. */
      const signs = async (person: Person, step: (page: Page) => Promise<void>): Promise<void> => {
        await person.go('/authority-requests');
        await person.page.getByRole('link', { name: noticeNumber }).click();
        await person.page.getByRole('heading', { level: 1 }).filter({ hasText: noticeNumber }).waitFor();
        await step(person.page);
      };
      const verify = async (page: Page): Promise<void> => {
        await page.getByRole('button', { name: 'Verify the papers' }).click();
        await page.getByLabel('Number called').fill('010-6655');
        await page.getByLabel('Who answered').fill('Officer Wang, on duty');
        await page.getByLabel('What was confirmed').fill('The papers and both officers are genuine');
        await page.getByRole('button', { name: 'Confirmed, sign' }).click();
        await page.getByText('Verification signed').waitFor();
      };
      const approve = async (page: Page): Promise<void> => {
        await page.getByRole('button', { name: 'Approve', exact: true }).click();
        await page.getByLabel('Reasons').fill('As the law asks');
        await page.getByRole('button', { name: 'Agreed, sign' }).click();
        await page.getByText('Approval signed').waitFor();
      };
      const [head, teacher] = [await enter('guo.tao'), await enter('fang.lin')];
      await signs(head, async (page) => {
        await page.getByRole('button', { name: 'Name the cameras' }).click();
        await page.getByRole('checkbox', { name: '东门' }).click();
        await page.getByRole('button', { name: 'Confirm', exact: true }).click();
        await page.getByText('Cameras noted').waitFor();
        await verify(page);
      });
      await fits(head, 'authority-verified-once');
      await signs(await at('zhao.an'), verify);
      await signs(await at('chen.ming'), approve);
      await signs(teacher, approve);
      await fits(teacher, 'authority-approved');

      const liaison = await at('peng.fei');
      const button = liaison.page.getByRole('button', { name: 'Fetch the package' });
      await button.waitFor({ timeout: 240_000 });
      await Promise.all([liaison.page.waitForEvent('download'), button.click()]);
      await liaison.page.getByText('Saved; it is what the school recorded.').waitFor();
      await liaison.page.getByRole('button', { name: 'Intact: confirm receipt' }).click();
      await liaison.page.getByRole('button', { name: 'Confirm', exact: true }).click();
      await liaison.page.getByText('Receipt recorded').waitFor();
      await fits(liaison, 'case-received');
      const received = `select r.state, r.receipt_result as receipt, count(distinct s.person_id)::int as signers from authority_requests r join authority_signatures s using (school_id, request_id) where r.notice_number = $1 group by 1, 2`;
      expect(await row(received, [noticeNumber])).toEqual({ state: 'fulfilled', signers: 4, receipt: 'verified' });
      await Promise.all([head, teacher, liaison].map((person) => person.leave()));
    });

    test('an officer plans an inspection, and cancels it', async () => {
      const officer = await at('wang.xun');
      const { page } = officer;
      await officer.go('/inspections/new');
      await pick(page, 'School', school);
      await page.getByLabel('Duty', { exact: true }).check();
      await page.getByRole('button', { name: 'Plan', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: `Inspection · ${school}` }).waitFor();
      await fits(officer, 'inspection-planned');
      const visit = (): Promise<unknown> => row(`select state, domains, planned_by_name, cancel_reason from supervision_visits where visit_id = $1`, [/spv_\w+/.exec(page.url())?.[0]]);
      expect(await visit()).toEqual({ state: 'planned', domains: ['duty', 'recording', 'access'], planned_by_name: '王巡', cancel_reason: null });
      await say(page, 'Cancel the inspection', 'Why it is cancelled', 'The school is closed that day');
      await page.locator('#content header').getByText('Cancelled').waitFor();
      expect(await visit()).toMatchObject({ state: 'cancelled', cancel_reason: 'The school is closed that day' });
    });

    test('what an officer found wanting is ordered, proven by the school, verified and closed', async () => {
      const [officer, lead] = [await at('wang.xun'), await at('zhao.an')];
      const { page } = officer;
      await officer.go('/inspections/new');
      await pick(page, 'School', school);
      for (const domain of ['Duty', 'Recording', 'Access to footage']) await page.getByLabel(domain, { exact: true }).uncheck();
      await page.getByLabel('Discipline', { exact: true }).check();
      await page.getByRole('button', { name: 'Plan', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: `Inspection · ${school}` }).waitFor();
      await say(page, 'Begin');
      const items = page.getByRole('group', { name: /./ }).filter({ has: page.getByRole('button', { name: 'Kept', exact: true }) });
      await items.first().waitFor();
      const count = await items.count();
      expect(count).toBeGreaterThan(0);
      for (let i = 0; i < count; i += 1) {
        const isWanting = (await items.nth(i).getAttribute('aria-label')) === 'Half-yearly assessment rests on recorded figures';
        await items.nth(i).getByRole('button', { name: isWanting ? 'Not kept' : 'Kept', exact: true }).click();
        await items.nth(i).locator('[aria-pressed="true"]:not([disabled])').waitFor();
      }
      await page.getByText(`${count} of ${count} answered`).first().waitFor();
      await say(page, 'Write a finding', 'What is wanting', 'The assessment has no figures of the system');
      await fits(officer, 'inspection-answered');
      await say(page, 'Sign off', 'Summary', 'Assessments must rest on figures');
      await page.getByRole('button', { name: 'Order rectification' }).click();
      await page.getByRole('dialog').getByLabel('What must be done').fill('Attach the figures that the system exports');
      await page.getByRole('dialog').getByRole('button', { name: 'Issue', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: /^Order ZG\d{4}-\d{4}$/ }).waitFor();
      const order = new URL(page.url()).hash.split('/').at(-1) ?? '';

      await lead.go(`/rectification/${order}`);
      await say(lead.page, 'Accept the order');
      await lead.page.getByLabel('What was done').fill('The figures are attached and filed');
      await fits(lead, 'order-proof');
      await lead.page.getByRole('button', { name: 'Submit', exact: true }).click();
      await lead.page.getByText('Waits for the bureau').waitFor();
      await officer.go(`/district-orders/${order}`);
      await say(page, 'Accept the proof', 'What was checked', 'The papers are complete');
      await say(page, 'Close');
      await page.locator('#content header').getByText('Closed').waitFor();
      await fits(officer, 'order-closed');
      expect(await row('select state from rectification_orders where order_id = $1', [order])).toEqual({ state: 'closed' });
    });

    test('an officer filters the matrix down to what a school fails, and why', async () => {
      const officer = await at('wang.xun');
      const { page } = officer;
      await officer.go('/district');
      await page.getByRole('group', { name: 'Controls by result' }).getByRole('button', { name: /^Fail \d+$/ }).click();
      await page.getByLabel('Find a school').fill('启智');
      await page.keyboard.press('Enter');
      await page.getByText('Schools: 1', { exact: true }).waitFor();
      expect(new URL(page.url()).hash).toContain('result=fail');
      await fits(officer, 'matrix-filtered');
      await page.getByRole('listitem').getByRole('link', { name: /^启智中学, Governance \d+\/\d+: Fail/ }).click();
      await page.getByRole('heading', { level: 1, name: 'Results of 启智中学' }).waitFor();
      const failing = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) }).filter({ hasText: 'Fail' });
      await failing.first().getByRole('button', { name: /^Details / }).click();
      await failing.first().getByText('Evidence', { exact: true }).waitFor();
      await fits(officer, 'matrix-evidence');
      const stored = await stage().sql<{ failing: string }>(`select count(*) as failing from control_results r join schools s using (school_id) where s.name = '启智中学' and r.domain = 'governance' and r.result = 'fail' and r.day = (select max(day) from control_results)`);
      expect(await failing.count()).toBe(Number(stored[0]?.failing));
      await officer.leave();
    });

    test('a school makes a figure of its policy stricter, as two people decide', async () => {
      const lead = await at('zhao.an');
      const inForce = async (): Promise<number> => (await stage().sql<{ hours: number }>('select max_range_hours as hours from schools where name = $1', [school]))[0]?.hours ?? 0;
      const hours = (await inForce()) === 8 ? 9 : 8; // an installation may have been through this before
      await lead.go('/policy');
      await lead.page.getByRole('button', { name: 'Propose a change' }).click();
      await lead.page.getByLabel('Longest range of a request (h)').fill(String(hours));
      await lead.page.getByRole('textbox', { name: 'Reason', exact: true }).fill('Requests here never need a whole day');
      await lead.page.getByRole('button', { name: 'Submit for approval' }).click();
      await lead.page.getByRole('region', { name: 'A change waits for its decision' }).getByText(/^Proposed by 赵安/).waitFor();
      const principal = await at('chen.ming');
      await principal.go('/policy');
      const waiting = principal.page.getByRole('region', { name: 'A change waits for its decision' });
      await waiting.getByText(new RegExp(`^Longest range of a request: \\d+ h → ${hours} h$`)).waitFor();
      await fits(principal, 'policy-waiting');
      await say(principal.page, 'Agree');
      await waiting.waitFor({ state: 'detached' });
      expect(await inForce()).toBe(hours);
    });

    test('a post is offered, accepted by its own person, and ended', async () => {
      const principal = await at('chen.ming');
      type Post = { answer: string | null; ended: boolean; synced: boolean };
      const post = async (): Promise<Post> => (await row(`select o.answer, a.ended_at is not null as ended, a.identity_synced_at is not null as synced from appointment_proposals o left join appointments a using (school_id, appointment_id) where o.person_name = '李薇' and o.role = 'student_affairs' order by o.proposed_at desc limit 1`)) as Post;
      await principal.go('/appointments');
      await principal.page.getByRole('link', { name: 'Offer a post' }).click();
      await pick(principal.page, 'Person', '李薇');
      await pick(principal.page, 'Post', 'Student affairs');
      await fits(principal, 'post-offer');
      await principal.page.getByRole('button', { name: 'Offer the post' }).click();
      await principal.page.getByText('李薇 was offered the post of Student affairs and now has to accept it').waitFor();
      expect(await post()).toEqual({ answer: null, ended: false, synced: false });

      const teacher = await at('li.wei');
      await teacher.go('/my-posts');
      await teacher.page.getByRole('article', { name: 'Student affairs' }).getByRole('button', { name: 'Accept', exact: true }).click();
      await teacher.page.getByRole('dialog').getByRole('button', { name: 'Accept', exact: true }).click();
      await teacher.page.getByRole('listitem').filter({ hasText: 'Student affairs' }).getByText('Current').waitFor();
      await fits(teacher, 'my-posts-accepted');
      expect(await post()).toMatchObject({ answer: 'accepted', ended: false });

      await principal.go(`/appointments?filter=${encodeURIComponent(JSON.stringify({ q: '李薇', role: 'student_affairs', state: 'current' }))}`);
      await principal.page.getByRole('listitem').filter({ hasText: 'Student affairs' }).getByRole('button', { name: 'End', exact: true }).click();
      await principal.page.getByRole('dialog').getByLabel('Reason').fill('The term is over');
      await principal.page.getByRole('dialog').getByRole('button', { name: 'End the appointment' }).click();
      await principal.page.getByText('Nothing matches these filters').waitFor();
      await until('the end at the identity provider', post, { isIt: (now) => now.answer === 'accepted' && now.ended && now.synced });
    });
  });
}
