import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Role, SpaceType } from '@guardroom/domain';
import type { MachineActor } from '@guardroom/db';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { CreateGateway, RegisterCamera, renewCode } from '../features/equipment/public.ts';
import type { Cast } from './demo-supervision.ts';
import { type OnboardedSchool, Onboarding } from '../features/tenancy/public.ts';

const DISTRICT = '示范区教育局';
/** In the order that `school` counts in `run/people.json`. */
const SCHOOLS = ['明德小学', '启智中学'];
/** In the order that `agency` counts there. */
const AGENCIES = [{ name: '示范区公安分局', kind: 'police' }, { name: '邻区公安分局', kind: 'police' }] as const;
/** The one gateway of each demo school. */
const GATEWAY = '监控室网关';
/** What the places of the fake cameras are. */
const SPACE_OF: Readonly<Record<string, SpaceType>> = { gate: 'gate', playground: 'playground', corridor: 'corridor', canteen: 'canteen_hall', stairs: 'stairs', library: 'library', gym: 'gymnasium' };

type Person = { readonly sub: string; readonly name: string; readonly roles: readonly Role[]; readonly school: 1 | 2 | null; readonly agency?: 1 | 2; readonly badgeNumber?: string };
/** What the fake camera server was started with. A title is the school's name, a blank and the place. */
type CameraServer = { readonly port: number; readonly cameras: readonly { readonly path: string; readonly user: string; readonly password: string; readonly title: string; readonly scene?: string }[] };

/** The demo district: what is there already is left as it is. */
@Injectable()
export class DemoDistrict {
  readonly #onboarding: Onboarding;
  readonly #commands: CommandBus;
  readonly #identity: Identity;
  readonly #db: Tenants;
  constructor(onboarding: Onboarding, commands: CommandBus, identity: Identity, db: Tenants) {
    this.#onboarding = onboarding;
    this.#commands = commands;
    this.#identity = identity;
    this.#db = db;
  }

  /** District, schools, people and buckets; a gateway per school, with a usable code in its folder until it is enrolled. */
  async bringIn(home: string): Promise<{ schools: number; people: number; codes: number }> {
    const { schools, people } = await this.#district(home);
    let codes = 0;
    for (const [i, school] of schools.entries()) {
      const code = await this.#gatewayCode(await this.#identity.machine(school, 'demo'));
      if (!code) continue;
      await keepPrivately(join(home, 'data', `gateway-${i + 1}`), 'enrolment-code', `${code}\n`);
      codes += 1;
    }
    return { schools: schools.length, people, codes };
  }

  /** True when the gateway of every school acts under its own keys. */
  async gatewaysAreEnrolled(home: string): Promise<boolean> {
    const { schools } = await this.#district(home);
    for (const school of schools) if (!(await this.#gateway(await this.#identity.machine(school, 'demo')))?.active) return false;
    return true;
  }

  /** Registers the fake cameras that are not in the register yet; answers how many. */
  async registerCameras(home: string): Promise<number> {
    const { schools } = await this.#district(home);
    const server = await readJson<CameraServer>(process.env['CAMERAS_JSON'] ?? join(home, 'run/cameras.json'));
    let registered = 0;
    for (const camera of server.cameras) {
      const school = schools.find((s) => camera.title.startsWith(`${s.name} `));
      if (!school) throw new Error(`the camera "${camera.title}" is at no demo school`);
      const name = camera.title.slice(school.name.length + 1);
      const by = await this.#identity.machine(school, 'demo');
      const gateway = await this.#gateway(by);
      if (!gateway?.active) throw new Error(`the gateway of ${school.name} is not enrolled`);
      if (await this.#isRegistered(by, name)) continue;
      const stream = { rtspUrl: `rtsp://127.0.0.1:${server.port}${camera.path}`, username: camera.user, password: camera.password };
      await this.#commands.execute(new RegisterCamera(by, { name, location: name, space: SPACE_OF[camera.scene ?? ''] ?? 'corridor', gatewayId: gateway.id, ...stream }));
      registered += 1;
    }
    return registered;
  }

  /** Who keeps the equipment of each school, and who accepts it: two people. A camera of the second school cannot be reached. */
  async keepers(home: string): Promise<{ school: OnboardedSchool; keeper: string; acceptor: string; hasFault: boolean }[]> {
    const people = await readJson<readonly Person[]>(join(home, 'run/people.json'));
    const { schools } = await this.#district(home);
    const subOf = (school: number, ...roles: readonly Role[]): string => {
      const found = roles.map((role) => people.find((person) => person.school === school && person.roles.includes(role))).find((person) => person !== undefined);
      if (!found) throw new Error(`nobody at demo school ${school} is ${roles.join(' or ')}`);
      return found.sub;
    };
    return schools.map((school, i) => ({ school, keeper: subOf(i + 1, 'equipment_admin', 'security_lead'), acceptor: subOf(i + 1, 'principal'), hasFault: i === 1 }));
  }

  /** The first liaison of the demo, who files for its police. */
  async liaison(home: string): Promise<{ sub: string }> {
    const found = (await readJson<readonly Person[]>(join(home, 'run/people.json'))).find((person) => person.agency === 1);
    if (!found) throw new Error('the demo has no liaison');
    return found;
  }

  /** Who acts for the bureau and for the first school, and that school. */
  async heads(home: string): Promise<{ cast: Cast; schoolId: string }> {
    const people = await readJson<readonly Person[]>(join(home, 'run/people.json'));
    const { schools: [first] } = await this.#district(home);
    const holder = (role: Role, school: 1 | null): string => {
      const found = people.find((person) => person.school === school && person.roles.includes(role));
      if (!found) throw new Error(`nobody of the demo is ${role}`);
      return found.sub;
    };
    if (!first) throw new Error('the demo has no school');
    return { cast: { officer: holder('district_officer', null), administrator: holder('district_admin', null), principal: holder('principal', 1), securityLead: holder('security_lead', 1) }, schoolId: first.schoolId };
  }

  async #district(home: string): Promise<{ schools: OnboardedSchool[]; people: number }> {
    const people = await readJson<readonly Person[]>(join(home, 'run/people.json'));
    const enrolled = people.map(({ sub, name, roles, school, agency, badgeNumber }) => ({ sub, name, roles, school: school ? SCHOOLS[school - 1] : undefined, agency: agency && AGENCIES[agency - 1]?.name, badgeNumber }));
    const { schools } = await this.#onboarding.district({ name: DISTRICT, schools: SCHOOLS, agencies: AGENCIES, people: enrolled });
    return { schools, people: people.length };
  }

  async #gatewayCode(by: MachineActor): Promise<string | undefined> {
    const gateway = await this.#gateway(by);
    if (gateway?.active) return undefined;
    if (!gateway) return (await this.#commands.execute(new CreateGateway(by, { name: GATEWAY }))).enrolmentCode;
    return (await this.#db.write(by, (tx) => renewCode(tx, by, gateway.id))).code; // nobody kept the code: only its hash is stored
  }

  async #gateway(by: MachineActor): Promise<{ id: string; active: boolean } | undefined> {
    const [row] = await this.#db.read(by, (tx) => tx.sql<{ id: string; active: boolean }>`select gateway_id as id, state = 'active' as active from gateways where name = ${GATEWAY}`);
    return row;
  }

  async #isRegistered(by: MachineActor, name: string): Promise<boolean> {
    return (await this.#db.read(by, (tx) => tx.sql`select from cameras where name = ${name}`)).length > 0;
  }
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** Writes a file that only its owner reads, whole or not at all. */
async function keepPrivately(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${name}.new`);
  await writeFile(draft, text, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, join(folder, name));
}
