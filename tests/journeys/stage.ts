import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { testInstallation, testServers } from '@guardroom/testkit';
import type { Secrets } from '../../infra/launcher/secrets.ts';
import { desk, signInAt, type Login, type Person } from './people.ts';
import { until } from './until.ts';

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
  return { username, password: known.password, needsCode: known.totp !== undefined };
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
  }, 240_000);
}

/** A moment as the console's fields take it: Shanghai's clock to the second, whatever the zone of the device. */
export const civilField = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19);
