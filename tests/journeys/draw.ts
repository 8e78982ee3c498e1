/**
 * Draws the picture of the console that the README shows, from the running installation: `./guardroom up`, then `node tests/journeys/draw.ts`.
 * A teacher asks to see footage, and the principal's first screen is printed and traced: shapes and outlines of letters, no fonts, no bitmap
 * but the truth bars. Needs `pdftocairo` (Debian: poppler-utils). The request is taken back at the end.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOTP } from 'otpauth';
import { personSecretsOf } from '../../infra/keycloak/people.ts';
import { publicUrl } from '../../infra/launcher/addresses.ts';
import { openExisting, type Installation } from '../../infra/launcher/installation.ts';
import { cardOf, file, fillIn } from './asking.ts';
import { signInAt, type Login, type Person } from './people.ts';
import { slim } from './slim-svg.ts';

const target = fileURLToPath(new URL('../../docs/guide/pictures/console.svg', import.meta.url));

/** CSS pixels. */
const size = { width: 1280, height: 660 } as const;

const minuteMs = 60_000;

const loginOf = ({ secrets }: Installation, username: string): Login => {
  const { password, totp } = personSecretsOf(secrets, username);
  return { username, password, ...(totp === undefined ? {} : { code: () => Promise.resolve(new TOTP({ secret: totp }).generate()) }) };
};

/** What is on the screen as SVG. */
async function trace({ page }: Person): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'guardroom-picture-'));
  try {
    await page.emulateMedia({ media: 'screen' });
    // What the console says of sheets of paper would win over the size below.
    await page.evaluate(`for (const sheet of document.styleSheets) for (let i = sheet.cssRules.length - 1; i >= 0; i -= 1) if (sheet.cssRules[i] instanceof CSSPageRule) sheet.deleteRule(i)`);
    await page.pdf({ path: join(folder, 'page.pdf'), width: `${size.width}px`, height: `${size.height}px`, printBackground: true, pageRanges: '1' });
    execFileSync('pdftocairo', ['-svg', join(folder, 'page.pdf'), join(folder, 'page.svg')]);
    return slim(readFileSync(join(folder, 'page.svg'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const installation = await openExisting();
if (!installation) process.exit(1);
const url = publicUrl(installation);
const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;

const teacher = await signInAt(url, loginOf(installation, 'li.wei'));
await fillIn(teacher, { fromMs: nowMs - 12 * minuteMs, toMs: nowMs - 4 * minuteMs, cameras: ['东门', '操场'], reason: '今天上午在东门遗失一只蓝色书包，需核实是谁拿走的。' });
const filed = await file(teacher.page);

const principal = await signInAt(url, loginOf(installation, 'chen.ming'), size);
await cardOf(principal.page, filed).waitFor();
await principal.page.locator('.MuiSkeleton-root, [aria-busy="true"]').first().waitFor({ state: 'detached' });
const picture = await trace(principal);
await principal.leave();

await teacher.page.getByRole('button', { name: '撤回', exact: true }).click();
await teacher.page.getByText('已撤回').first().waitFor();
await teacher.leave();
writeFileSync(target, `<!-- Drawn by tests/journeys/draw.ts -->\n${picture}`);
process.stdout.write(`${target}: ${Math.round(picture.length / 1024)} KiB\n`);
