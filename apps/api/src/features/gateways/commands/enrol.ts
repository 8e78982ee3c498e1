import type { Input, Result, routes } from '@guardroom/contracts';
import type { Tx } from '@guardroom/db';
import { randomBytes } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Config } from '../../../platform/config/config.ts';
import { Tenants } from '../../../platform/database/databases.ts';
import { PlatformDb } from '../../../platform/database/platform-db.ts';
import { Invalid, Refused } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { Identity } from '../../../platform/identity/identity.ts';
import { KeycloakAdmin } from '../../../platform/identity/keycloak-admin.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { enrolmentHash } from '../../equipment/public.ts';
import { GATEWAY_AUDIENCE, signingKeyIdOf } from '../gateway-keys.ts';

type Route = typeof routes.enrol;
type AwaitedGateway = { readonly schoolId: string; readonly schoolNo: number; readonly districtId: string; readonly gatewayId: string; readonly name: string };
type Keys = { readonly signing: Buffer; readonly sealing: Buffer };

/**
 * Turns a one-time code into an enrolled gateway: a client of its own at the identity provider, a principal, and its public keys.
 * The row is locked from the first look to the commit, so a code that is sent twice at once enrols one gateway; a failure on the
 * way leaves the code good.
 * @refuses gateway.code_unknown — for a code that was never given, was used, or is too old; which of these is not told
 */
export class Enrol extends Command<Result<Route>> {
  readonly body: Input<Route>['body'];
  constructor(body: Input<Route>['body']) {
    super();
    this.body = body;
  }
}

@CommandHandler(Enrol)
export class EnrolHandler implements ICommandHandler<Enrol> {
  readonly #config: Config;
  readonly #platform: PlatformDb;
  readonly #tenants: Tenants;
  readonly #identity: Identity;
  readonly #keycloak: KeycloakAdmin;
  readonly #clock: SystemClock;
  constructor(config: Config, platform: PlatformDb, tenants: Tenants, identity: Identity, keycloak: KeycloakAdmin, clock: SystemClock) {
    this.#config = config;
    this.#platform = platform;
    this.#tenants = tenants;
    this.#identity = identity;
    this.#keycloak = keycloak;
    this.#clock = clock;
  }

  async execute({ body }: Enrol): Promise<Result<Route>> {
    const keys = { signing: rawKey('signingKey', body.signingKey), sealing: rawKey('sealingKey', body.sealingKey) };
    const hash = enrolmentHash(body.code);
    const school = await this.#platform.transaction((tx) => awaitedBy(tx, hash));
    const by = await this.#identity.machine(school, 'enrolment');
    return this.#tenants.write(by, async (tx) => {
      const [locked] = await tx.sql`select from gateways where gateway_id = ${school.gatewayId} and enrolment_hash = ${hash} and state = 'awaiting_enrolment' for update`;
      if (!locked) throw unknown();
      const signingKeyId = signingKeyIdOf(school.gatewayId);
      const { clientId, sub } = await this.#principal(school, { keyId: signingKeyId, publicKey: keys.signing });
      await activate(tx, school.gatewayId, clientId, sub, keys);
      await appendFact(tx, by, { type: 'gateway.enrolled', subject: school.gatewayId, at: this.#clock.now(), body: { clientId, signingKey: body.signingKey, sealingKey: body.sealingKey } });
      const { gatewayId, schoolId, districtId } = school;
      return { gatewayId, schoolId, districtId, clientId, tokenUrl: `${this.#config.realmUrl}/protocol/openid-connect/token`, issuer: this.#config.realmUrl, audience: GATEWAY_AUDIENCE, signingKeyId };
    });
  }

  /** Client and principal are nothing yet: only the gateway's row, written last, lets them act. */
  async #principal(gateway: AwaitedGateway, key: { keyId: string; publicKey: Buffer }): Promise<{ clientId: string; sub: string }> {
    let clientId = `gateway-${gateway.gatewayId}`;
    // An enrolment that broke off left a client under this name, perhaps with other keys: it stays without a row, and so without rights.
    if (!(await this.#keycloak.registerGateway(clientId, gateway.name, key))) {
      clientId = `${clientId}-${randomBytes(3).toString('hex')}`;
      if (!(await this.#keycloak.registerGateway(clientId, gateway.name, key))) throw new Error('the identity provider knows every name that was tried');
    }
    const sub = await this.#keycloak.serviceAccountOf(clientId);
    await this.#platform.transaction((tx) => tx.sql`insert into principals (sub, kind, district_id, name) values (${sub}, 'gateway', ${gateway.districtId}, ${gateway.name}) on conflict (sub) do nothing`);
    return { clientId, sub };
  }
}

async function awaitedBy(tx: Tx, hash: Buffer): Promise<AwaitedGateway> {
  const [row] = await tx.sql<AwaitedGateway>`
    select s.school_id as "schoolId", s.school_no as "schoolNo", s.district_id as "districtId", g.gateway_id as "gatewayId", g.name
      from gateways g join schools s using (school_id)
     where g.enrolment_hash = ${hash} and g.state = 'awaiting_enrolment' and g.enrolment_expires_at > now()`;
  if (!row) throw unknown();
  return row;
}

const activate = (tx: Tx, gatewayId: string, clientId: string, sub: string, keys: Keys) => tx.sql`
  update gateways set state = 'active', enrolment_hash = null, enrolment_expires_at = null, client_id = ${clientId}, sub = ${sub},
         signing_key = ${keys.signing}, sealing_key = ${keys.sealing}, revision = revision + 1
   where gateway_id = ${gatewayId}`;

const unknown = (): Refused => new Refused('gateway.code_unknown', { status: 403 });

function rawKey(name: 'signingKey' | 'sealingKey', text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new Invalid([{ path: `body.${name}`, code: 'wrong_form', message: 'a raw public key has 32 bytes' }]);
  return key;
}
