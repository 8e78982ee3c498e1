import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aBureauPerson, aDistrict, aGateway, aLiaison, aPerson, aSchool, actorFor, anAgency, anAuthorityRequest, machineFor, testDatabase, type TestDatabase } from '@guardroom/testkit';
import { newId } from '@guardroom/kernel';
import type { Actor, SchoolActor } from './actor.ts';

const KIND_OF = { school: 'person', district: 'person', case: 'person', gateway: 'gateway', machine: 'machine' } as const;

describe('gr.append_fact', () => {
  let db: TestDatabase;
  let by: SchoolActor;

  beforeAll(async () => {
    db = await testDatabase();
    by = await actorFor(db, await aPerson(db, await aSchool(db)));
  });
  afterAll(() => db.drop());

  const factOf = (actor: Actor) => ({
    id: newId('fct') as string,
    districtId: actor.districtId,
    schoolId: 'schoolId' in actor ? actor.schoolId : null,
    subject: 'it',
    kind: KIND_OF[actor.kind] as string,
    sub: actor.sub,
  });
  const append = (actor: Actor, fact: ReturnType<typeof factOf>) =>
    db.tenants.write(actor, (tx) => tx.sql`select from gr.append_fact(${fact.id}, ${fact.districtId}, ${fact.schoolId}, 'a.happened', ${fact.subject}, ${fact.kind}, ${fact.sub}, ${actor.name},
      now(), now(), ${{ some: 'words' }}, ${randomBytes(32)}, ${randomBytes(64)})`);
  const rowsOf = async ({ id }: { id: string }) => {
    const counts = await db.admin.query<Record<string, string>>(
      `select (select count(*) from facts where fact_id = $1) as facts, (select count(*) from ledger_staged where fact_id = $1) as staged, (select count(*) from outbox where fact_id = $1) as outbox`,
      [id],
    );
    return Object.values(counts.rows[0]!).map(Number);
  };

  test('writes audit row, staged leaf and outbox row for a person, the bureau, a gateway and the machine', async () => {
    const district = await aDistrict(db);
    const school = await aSchool(db, { district });
    const writers = [by, await actorFor(db, await aBureauPerson(db, district)), await actorFor(db, await aGateway(db, school)), await machineFor(db, school, 'sweep')];
    for (const writer of writers) {
      const fact = factOf(writer);
      await append(writer, fact);
      expect([writer.kind, await rowsOf(fact)]).toEqual([writer.kind, [1, 1, 1]]);
    }
  });

  test('writes all three or none', async () => {
    const fact = factOf(by);
    await append(by, fact);
    await db.admin.query('delete from facts where fact_id = $1', [fact.id]);
    await expect(append(by, fact)).rejects.toMatchObject({ code: '23505' }); // the staged leaf is there already
    expect(await rowsOf(fact)).toEqual([0, 1, 1]);
  });

  test.each([
    ["another person's name", () => ({ sub: 'somebody else' })],
    ["the machine's name", () => ({ kind: 'machine' })],
    ['another school', async () => ({ schoolId: (await aSchool(db)).schoolId as string })],
    ['no school', () => ({ schoolId: null })],
    ['another district', async () => ({ districtId: (await aDistrict(db)).districtId as string })],
  ])('refuses %s', async (_, forged) => {
    const fact = { ...factOf(by), ...(await forged()) };
    await expect(append(by, fact)).rejects.toThrow("in the writer's own name and place");
    expect(await rowsOf(fact)).toEqual([0, 0, 0]);
  });

  test('lets an agency write about its own request, at the school that it names, and about nothing else', async () => {
    const school = await aSchool(db);
    const neighbour = await aSchool(db, { district: { districtId: school.districtId, name: '' } });
    const [liaison, other] = await Promise.all([anAgency(db, school), anAgency(db, school)].map(async (agency) => aLiaison(db, await agency)));
    const [own, foreign] = [await anAuthorityRequest(db, liaison!, school), await anAuthorityRequest(db, other!, school)];
    const writer = await actorFor(db, liaison!);
    const fact = { ...factOf(writer), schoolId: school.schoolId as string | null, subject: own as string };
    await append(writer, fact);
    expect(await rowsOf(fact)).toEqual([1, 1, 1]);
    for (const forged of [{ subject: foreign as string }, { subject: 'it' }, { schoolId: neighbour.schoolId as string }, { schoolId: null }]) {
      await expect(append(writer, { ...fact, id: newId('fct'), ...forged })).rejects.toThrow('an agency writes facts about its own requests');
    }
    await expect(append(writer, { ...fact, id: newId('fct'), sub: other!.sub })).rejects.toThrow("in the writer's own name and place");
  });

  test('refuses a ticket of another kind, a writer who was retired, and no ticket', async () => {
    const gateway = await actorFor(db, await aGateway(db, await aSchool(db)));
    await expect(append({ ...by, ticket: gateway.ticket }, factOf(by))).rejects.toThrow('not valid for this reader');
    const leaving = await actorFor(db, await aPerson(db, await aSchool(db)));
    await db.admin.query('update principals set active = false where sub = $1', [leaving.sub]);
    await expect(append(leaving, factOf(leaving))).rejects.toThrow('not valid for this reader');
  });
});
