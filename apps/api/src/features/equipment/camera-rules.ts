import { sealCameraPassword } from '@guardroom/evidence';
import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';
import { type SpaceType, isProhibitedSpace } from '@guardroom/domain';
import { type Instant, addMs, systemClock } from '@guardroom/kernel';
import { Refused, notFound } from '../../platform/errors/refused.ts';
import type { Tenants } from '../../platform/database/databases.ts';
import { appendFact } from '../../platform/facts/append-fact.ts';

/** A person who keeps the equipment, or the platform's own work. */
export type Keeper = SchoolActor | MachineActor;

/** What a camera may take from the switch to its first sealed frame before that counts as missing. Milliseconds. */
const START_UP_MS = 10_000;

/** From when recordings of a camera are expected that is switched on at this instant. */
export const expectedFrom = (at: Instant): Date => new Date(addMs(at, START_UP_MS));

/**
 * Refuses a space where nobody may look. The attempt itself is a fact, in a transaction of its own: the refused command leaves
 * nothing else behind.
 * @refuses coverage.prohibited_space — for toilets, baths, changing rooms, dormitory rooms, nursing rooms and classrooms
 * @source R12 1
 * @source R06 §6(2)
 */
export async function refuseProhibitedSpace(db: Tenants, by: Keeper, space: SpaceType | undefined, subject: string, name: string | undefined): Promise<void> {
  if (!space || !isProhibitedSpace(space)) return;
  const rule = { control: 'coverage.prohibited-spaces', clauses: ['R12 1', 'R06 6(2)'] };
  await db.write(by, (tx) => appendFact(tx, by, { type: 'camera.refused_prohibited_space', subject, at: systemClock.now(), body: { space, name: name ?? null, ...rule } }));
  throw new Refused('coverage.prohibited_space', { details: { space, ...rule } });
}

/**
 * The X25519 key that camera passwords are sealed to.
 * @refuses request.not_found — for a gateway of nobody or of another school
 * @refuses equipment.gateway_not_active — before its enrolment and after its end
 */
async function sealingKeyOf(tx: Tx, schoolId: string, gatewayId: string): Promise<Uint8Array> {
  const gateway = await tx.prisma.gateway.findUnique({ where: { schoolId_gatewayId: { schoolId, gatewayId } } });
  if (!gateway) throw notFound();
  if (gateway.state !== 'active' || !gateway.sealingKey) throw new Refused('equipment.gateway_not_active', { details: { state: gateway.state } });
  return gateway.sealingKey;
}

/** The password as it is stored: readable by that gateway alone. */
export async function sealedPassword(tx: Tx, camera: { schoolId: string; cameraId: string; gatewayId: string }, password: string): Promise<Uint8Array<ArrayBuffer>> {
  const gatewayPublicKey = await sealingKeyOf(tx, camera.schoolId, camera.gatewayId);
  return Uint8Array.from(await sealCameraPassword({ gatewayPublicKey, cameraId: camera.cameraId, password }));
}
