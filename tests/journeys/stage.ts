import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { newId } from '@guardroom/kernel';
import { oneTimeCode, testInstallation, testServers, until } from '@guardroom/testkit';
import type { Secrets } from '../../infra/launcher/secrets.ts';
import { desk, signInAt, type Login, type Person } from './people.ts';

/** The whole of Guardroom with its demo district, running, and the people who use it. */
export interface Stage {
  readonly url: string;
  /** Lets a demo person sign in at a browser of their own. */
  enter(username: string, viewport?: { width: number; height: number }): Promise<Person>;
  /** Asks the database as its superuser: to wait for something, to look at the register, or to be the thief. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Folder of the pictures that are taken on the way, for people to look at. */
  readonly pictures: string;
  /** Password of the fake camera at a path. */
  cameraPassword(path: string): string;
  close(): Promise<void>;
}

/** What a demo person signs in with. @throws Error — when nobody has that name */
export function loginOf(home: string, username: string): Login {
  const known = readJson<Secrets>(join(home, 'secrets.json')).people[username];
  if (!known) throw new Error(`nobody is called ${username}`);
  return { username, password: known.password, ...(known.totp === undefined ? {} : { code: () => oneTimeCode(username) }) };
}

/** Starts the installation; the first time on a machine it builds it. */
export async function openStage(): Promise<Stage> {
  const installation = await testInstallation();
  const { postgres } = await testServers(['postgres']);
  const pool = new pg.Pool({ connectionString: postgres.url('guardroom', 'admin'), max: 2, options: '-c search_path=guardroom' });
  const entered: Person[] = [];
  const pictures = mkdtempSync(join(tmpdir(), 'guardroom-pages-'));
  process.stderr.write(`pictures of every page: ${pictures}\n`);
  return {
    url: installation.url,
    pictures,
    enter: async (username, viewport = desk) => {
      const person = await signInAt(installation.url, loginOf(installation.home, username), viewport);
      entered.push(person);
      return person;
    },
    sql: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => (await pool.query<Row>(text, [...values])).rows,
    cameraPassword: (path) => {
      const { cameras } = readJson<{ cameras: { path: string; password: string }[] }>(join(installation.home, 'run/cameras.json'));
      const found = cameras.find((camera) => camera.path === path);
      if (!found) throw new Error(`no camera at ${path}`);
      return found.password;
    },
    close: async () => {
      await Promise.all(entered.map((person) => person.leave()));
      await pool.end();
      await installation.stop();
    },
  };
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** A stretch of time, epoch milliseconds. */
export type Stretch = { readonly fromMs: number; readonly toMs: number };

/** Whole seconds of a camera's newest unbroken recording, at least `seconds` long, once there are so many. */
export function recorded(stage: Stage, school: string, camera: string, seconds: number): Promise<Stretch> {
  return until(`${seconds} s of unbroken recording of ${camera}`, async () => {
    const segments = await stage.sql<{ started_at: Date; ended_at: Date }>(
      `select s.started_at, s.ended_at from segments s join cameras c on c.school_no = s.school_no and c.camera_no = s.camera_no join schools h on h.school_id = c.school_id
        where h.name = $1 and c.name = $2 and s.started_at > now() - interval '30 minutes' order by s.started_at desc`,
      [school, camera],
    );
    const newest = segments[0];
    if (!newest) return undefined;
    let from = newest.started_at;
    for (const older of segments.slice(1)) {
      if (from.getTime() - older.ended_at.getTime() > 200) break;
      from = older.started_at;
    }
    const stretch = { fromMs: Math.ceil(from.getTime() / 1000 + 1) * 1000, toMs: Math.floor(newest.ended_at.getTime() / 1000) * 1000 };
    return stretch.toMs - stretch.fromMs >= seconds * 1000 ? { fromMs: stretch.toMs - seconds * 1000, toMs: stretch.toMs } : undefined;
  }, { limitMs: 240_000 });
}

/** Empties the post of 明德小学, and gives each of these keepers one watch around now; minutes from now. */
export async function planWatches({ sql }: Stage, watches: Readonly<Record<string, readonly [from: number, to: number]>>): Promise<void> {
  const keepers = await sql<{ school_id: string; district_id: string; person_id: string; sub: string; person_name: string }>(
    `select a.school_id, a.district_id, a.person_id, a.sub, a.person_name from appointments a join schools s using (school_id) where s.name = '明德小学' and a.role = 'watch_keeper' and a.ended_at is null and a.person_name = any($1)`,
    [Object.keys(watches)],
  );
  const [one] = keepers;
  if (!one) throw new Error('the demo has keepers');
  await sql(`update shifts set state = 'closed', ended_at = now(), end_kind = 'no_successor' where school_id = $1 and state in ('active', 'handing_over')`, [one.school_id]);
  await sql(`delete from shifts s where school_id = $1 and state = 'planned' and planned_from < now() + interval '1 day' and not exists (select from shifts i where i.stand_in_for = s.shift_id)`, [one.school_id]);
  await sql(`update shifts set planned_to = greatest(now(), planned_from + interval '1 minute') where school_id = $1 and state = 'judged_absent' and planned_to > now()`, [one.school_id]);
  for (const { school_id, district_id, person_id, sub, person_name } of keepers) {
    await sql(
      `insert into shifts (school_id, shift_id, district_id, person_id, sub, person_name, planned_from, planned_to, state) values ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7), now() + make_interval(mins => $8), 'planned')`,
      [school_id, newId('shf'), district_id, person_id, sub, person_name, ...(watches[person_name] ?? [])],
    );
  }
}

/** A moment as the console's fields take it: Shanghai's clock to the second, whatever the zone of the device. */
export const civilField = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19);
