import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCamera, aGateway, aPerson, aSchool, actorFor, testDatabase, type Camera, type TestDatabase } from '@guardroom/testkit';
import { newId } from '@guardroom/kernel';
import { TenantDb } from './tenant-db.ts';
import type { SchoolActor } from './actor.ts';
import type { Tx } from './tx.ts';

type Side = { readonly by: SchoolActor; readonly cameras: readonly Camera[] };

describe('Prisma inside a tenant transaction', () => {
  let db: TestDatabase;
  let here: Side;
  let there: Side;

  const side = async (): Promise<Side> => {
    const school = await aSchool(db);
    const gateway = await aGateway(db, school);
    const cameras: Camera[] = [];
    for (let i = 0; i < 20; i += 1) cameras.push(await aCamera(db, gateway));
    return { by: await actorFor(db, await aPerson(db, school, { roles: ['equipment_admin'] })), cameras };
  };
  const keyOf = ({ at, cameraId }: Camera) => ({ schoolId_cameraId: { schoolId: at.schoolId, cameraId } });
  const names = async () => (await db.admin.query<{ name: string }>('select name from gateways')).rows.map((row) => row.name);
  /** A gateway with one camera in one nested write; a camera in a forbidden space makes the second half fail. */
  const nestedWrite = (tx: Tx, name: string, space = 'corridor') => {
    const { schoolId, schoolNo, districtId } = here.by;
    const camera = { cameraId: newId('cam'), schoolNo, name: `at ${name}`, location: 'x', space, rtspUrl: 'rtsp://192.0.2.1', username: 'u', sealedPassword: Buffer.alloc(1), registeredAt: new Date() };
    return tx.prisma.gateway.create({
      data: {
        gatewayId: newId('gwy'),
        name,
        school: { connect: { schoolId_districtId: { schoolId, districtId } } },
        cameras: { create: [{ ...camera, school: { connect: { schoolId_districtId: { schoolId, districtId } } } }] },
      },
    });
  };

  beforeAll(async () => {
    db = await testDatabase();
    [here, there] = [await side(), await side()];
  });
  afterAll(() => db.drop());

  test('answers two tenants who ask in the same tick with their own rows only, whatever ids they ask for', async () => {
    const all = [...here.cameras, ...there.cameras];
    const asked = Array.from({ length: 200 }, (_, i) => all[i % all.length]!);
    const ask = (by: SchoolActor) => db.tenants.read(by, (tx) => Promise.all(asked.map((camera) => tx.prisma.camera.findUnique({ where: keyOf(camera) }))));
    for (let round = 0; round < 10; round += 1) {
      const [mine, theirs] = await Promise.all([ask(here.by), ask(there.by)]);
      expect(mine.map((row) => row?.cameraId)).toEqual(asked.map((camera) => (here.cameras.includes(camera) ? camera.cameraId : undefined)));
      expect(theirs.map((row) => row?.cameraId)).toEqual(asked.map((camera) => (there.cameras.includes(camera) ? camera.cameraId : undefined)));
    }
  });

  test('refuses a client that was kept past its transaction, also while the same connection serves another tenant', async () => {
    const one = new TenantDb(db.config, { school: 1 });
    try {
      const kept = await one.read(here.by, async (tx) => tx.prisma);
      await one.read(there.by, async (tx) => {
        expect(tx.prisma).toBe(kept); // the same connection, so the same client
        expect(await tx.prisma.camera.count()).toBe(there.cameras.length);
      });
      await expect(kept.camera.count()).rejects.toThrow('another transaction');
      let ask = (): Promise<unknown> => Promise.resolve();
      const late = one.read(here.by, async (tx) => {
        const { prisma } = tx;
        let answer: (value: Promise<unknown>) => void = () => undefined;
        const answered = new Promise<unknown>((resolve) => (answer = resolve));
        const started = new Promise<void>((resolve) => (ask = () => (resolve(), answered)));
        void started.then(() => answer(prisma.camera.findMany().then((rows) => rows.length)));
      });
      await late;
      await one.read(there.by, async () => expect(ask()).rejects.toThrow('this transaction is over'));
    } finally {
      await one.close();
    }
  });

  test('rolls a nested write back with the outer transaction', async () => {
    const turnedBack = new Error('turned back');
    await expect(
      db.tenants.write(here.by, async (tx) => {
        await nestedWrite(tx, 'outer rolls back');
        expect(await tx.sql`select name from gateways where name = ${'outer rolls back'}`).toHaveLength(1);
        throw turnedBack;
      }),
    ).rejects.toBe(turnedBack);
    expect(await names()).not.toContain('outer rolls back');
  });

  test('keeps a nested write that succeeded with the outer transaction', async () => {
    await db.tenants.write(here.by, (tx) => nestedWrite(tx, 'kept'));
    expect(await names()).toContain('kept');
  });

  test('undoes a failed nested write as a whole and leaves the outer transaction usable', async () => {
    await db.tenants.write(here.by, async (tx) => {
      await expect(nestedWrite(tx, 'half', 'toilet')).rejects.toThrow('no_camera_in_prohibited_space');
      await nestedWrite(tx, 'after a failure');
    });
    expect(await names()).toContain('after a failure');
    expect(await names()).not.toContain('half');
  });

  test('does not let statements of the same tick slip into a nested write', async () => {
    await db.tenants.write(here.by, async (tx) => {
      const { schoolId } = here.by;
      const bystander = tx.prisma.camera.update({ where: keyOf(here.cameras[0]!), data: { name: 'renamed beside it' } });
      const failing = nestedWrite(tx, 'beside', 'toilet');
      const behind = tx.prisma.camera.update({ where: keyOf(here.cameras[1]!), data: { name: 'renamed behind it' } });
      const outcomes = await Promise.allSettled([bystander, failing, behind]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await tx.prisma.camera.count({ where: { schoolId, name: { startsWith: 'renamed be' } } })).toBe(2);
    });
  });

  test('refuses a write in a read transaction', async () => {
    await expect(db.tenants.read(here.by, (tx) => tx.prisma.camera.updateMany({ data: { name: 'x' } }))).rejects.toThrow('read-only transaction');
  });

  test('keeps instants to the millisecond, days as days, and bytes', async () => {
    const at = new Date('2026-03-08T23:59:59.987Z');
    const { schoolId, districtId } = here.by;
    const wrappedKey = Buffer.from([0, 1, 254, 255]);
    await db.tenants.write(here.by, async (tx) => {
      await tx.prisma.camera.update({ where: keyOf(here.cameras[2]!), data: { registeredAt: at } });
      await tx.prisma.schoolDayKey.create({ data: { schoolId, districtId, day: new Date('2026-03-08'), wrappedKey } });
    });
    const { rows } = await db.admin.query('select registered_at from cameras where camera_id = $1', [here.cameras[2]!.cameraId]);
    expect(rows).toEqual([{ registered_at: at }]);
    const day = await db.admin.query('select day::text, wrapped_key from school_day_keys');
    expect(day.rows).toEqual([{ day: '2026-03-08', wrapped_key: wrappedKey }]);
    await db.tenants.read(here.by, async (tx) => {
      expect((await tx.prisma.camera.findUniqueOrThrow({ where: keyOf(here.cameras[2]!) })).registeredAt).toEqual(at);
      const key = await tx.prisma.schoolDayKey.findFirstOrThrow();
      expect([key.day.toISOString().slice(0, 10), Buffer.from(key.wrappedKey!)]).toEqual(['2026-03-08', wrappedKey]);
    });
  });
});
