import type { AgencyRole, BureauRole, SchoolRole } from '@guardroom/domain';
import { newId, type PersonId } from '@guardroom/kernel';
import type { SchoolActor } from '@guardroom/db';
import { signIn, type SignedIn } from '@guardroom/testkit';
import { CommandBus } from '@nestjs/cqrs';
import { movingPicture, store } from '../../apps/api/src/features/footage-access/testing/sealed-footage.ts';
import { RegisterCamera } from '../../apps/api/src/features/equipment/public.ts';
import { TestGateway } from '../../apps/api/src/testing/test-gateway.ts';
import { startApi, type TestApi } from '../../apps/api/src/testing/start-api.ts';
import { type Agency, type Camera, type Gateway, type School, aCamera, aGateway, actorFor, anAgency } from '../../libs/testkit/src/builders/index.ts';

/** Seconds of the moving picture that each school holds. */
const FOOTAGE_SECONDS = 8;

/** A demo person whose real token is used; their posts are whatever a test writes. */
export type Person = { readonly username: string; readonly sub: string; readonly personId: PersonId; readonly name: string };
/** Posts of a person: at one school, at the bureau, at a competent authority, or none. */
export type Posts = { readonly school?: School; readonly roles: readonly SchoolRole[] } | { readonly bureau: string; readonly roles: readonly BureauRole[] } | { readonly agency: Agency; readonly roles: readonly AgencyRole[] };

/** A school with what examples need: equipment that records, footage that plays, and somebody who acts there. */
export type Scene = {
  readonly api: TestApi;
  readonly school: School;
  /** An authority that files at this school. */
  readonly agency: Agency;
  /** Who sends the example's call. */
  readonly caller: Person;
  readonly hardware: Gateway;
  /** A camera with sealed footage in the store. */
  readonly filmed: Camera;
  readonly footageStartMs: number;
  readonly gateway: TestGateway;
  readonly gatewayCamera: { readonly id: string; readonly keys: Parameters<TestGateway['seal']>[1] };
  /** The caller as an actor of commands. */
  act(...roles: SchoolRole[]): Promise<SchoolActor>;
};

/** Two schools of one district, and the people between them. */
export type World = {
  readonly api: TestApi;
  readonly here: Scene;
  readonly there: Scene;
  readonly cast: Readonly<Record<'subject' | 'weak' | 'colleague' | 'foreigner' | 'bureau' | 'otherBureau', Person>>;
  /** Takes all posts from a person and gives them these. */
  post(person: Person, posts: Posts): Promise<void>;
  token(person: Person): Promise<string>;
  close(): Promise<void>;
};

/**
 * The people by what their sign-ins carry: `subject`, `foreigner`, `bureau` and `otherBureau` prove a second factor, `weak` and
 * `colleague` do not.
 */
const usernames = { subject: 'chen.ming', weak: 'li.wei', colleague: 'sun.ping', foreigner: 'liu.yang', bureau: 'wang.xun', otherBureau: 'admin.qu' } as const;

/** Starts the whole API over two schools that both hold real footage. */
export async function buildWorld(): Promise<World> {
  const api = await startApi();
  const tokens = new Map<string, SignedIn>();
  const token = async ({ username }: Person): Promise<string> => {
    const known = tokens.get(username);
    if (known && known.expiresAtMs - Date.now() > 15_000) return known.accessToken;
    const fresh = await signIn(username);
    tokens.set(username, fresh);
    return fresh.accessToken;
  };
  const cast = Object.fromEntries(await Promise.all(Object.entries(usernames).map(async ([part, username]) => [part, await personOf(api, username)]))) as World['cast'];
  const run = await movingPicture(FOOTAGE_SECONDS);
  const [here, there] = [await sceneAt(api, 0, cast.subject, run), await sceneAt(api, 1, cast.foreigner, run)];
  return { api, here, there, cast, token, post: (person, posts) => post(api, person, posts), close: () => api.close() };
}

async function personOf(api: TestApi, username: string): Promise<Person> {
  const { sub } = await signIn(username);
  const { rows } = await api.database.admin.query<{ person_id: PersonId; name: string }>('select person_id, name from principals where sub = $1', [sub]);
  return { username, sub, personId: rows[0]!.person_id, name: rows[0]!.name };
}

async function sceneAt(api: TestApi, n: 0 | 1, caller: Person, run: Awaited<ReturnType<typeof movingPicture>>): Promise<Scene> {
  const school = api.schools[n] as School;
  const hardware = await aGateway(api.database, school);
  const filmed = await aCamera(api.database, hardware);
  const footageStartMs = Math.floor((Date.now() - 600_000) / 1000) * 1000;
  await store(api, run, { camera: filmed, startedAt: new Date(footageStartMs) });
  const gateway = await TestGateway.enrolled(api, api.schools[n]);
  const body = { name: '网关的摄像机', location: '一楼', space: 'corridor', gatewayId: gateway.enrolment.gatewayId, rtspUrl: 'rtsp://192.0.2.7:554/a', username: 'viewer', password: 'secret' } as const;
  await api.app.get(CommandBus).execute(new RegisterCamera(await api.machine(api.schools[n]), body));
  const told = await gateway.call<{ cameras: Scene['gatewayCamera'][] }>('GET', '/desired-state');
  const [gatewayCamera] = told.body.cameras ?? [];
  if (!gatewayCamera) throw new Error(`the gateway is not told of its camera: ${JSON.stringify(told)}`);
  const act = (...roles: SchoolRole[]): Promise<SchoolActor> => actorFor(api.database, { at: school, ...caller, roles });
  const agency = await anAgency(api.database, school);
  return { api, school, agency, caller, hardware, filmed, footageStartMs, gateway, gatewayCamera, act };
}

async function post({ database: { admin }, districtId }: TestApi, { sub, personId, name }: Person, posts: Posts): Promise<void> {
  await admin.query('delete from appointments where sub = $1', [sub]);
  await admin.query('delete from district_appointments where sub = $1', [sub]);
  await admin.query('delete from liaisons where sub = $1', [sub]);
  await admin.query('update principals set district_id = $2 where sub = $1', [sub, 'bureau' in posts ? posts.bureau : 'agency' in posts ? posts.agency.districtId : (posts.school?.districtId ?? districtId)]);
  if ('agency' in posts) {
    await admin.query(`insert into liaisons (district_id, agency_id, appointment_id, person_id, sub, person_name, badge_number, starts_on) values ($1, $2, $6, $3, $4, $5, '013579', '2020-01-01')`, [posts.agency.districtId, posts.agency.agencyId, personId, sub, name, newId('apt')]);
    return;
  }
  for (const role of posts.roles) {
    const values = [newId('apt'), personId, sub, name, role];
    if ('bureau' in posts) await admin.query(`insert into district_appointments (district_id, appointment_id, person_id, sub, person_name, role, starts_on) values ($6, $1, $2, $3, $4, $5, '2020-01-01')`, [...values, posts.bureau]);
    else if (posts.school) {
      const { schoolId, districtId: district } = posts.school;
      await admin.query(`insert into appointments (appointment_id, person_id, sub, person_name, role, starts_on, school_id, district_id) values ($1, $2, $3, $4, $5, '2020-01-01', $6, $7)`, [...values, schoolId, district]);
    }
  }
}

/** Runs a real command of the API as an actor. */
export const run = <T>({ api }: Scene, command: Parameters<CommandBus['execute']>[0]): Promise<T> => api.app.get(CommandBus).execute(command) as Promise<T>;
