import type { Tx } from '@guardroom/db';
import { Refused } from '../../platform/errors/refused.ts';

/** Posts whose holders repair devices. */
const REPAIRERS = ['equipment_admin', 'contractor', 'security_lead'];

/** Somebody of the school with a current post. */
export type StaffMember = { readonly id: string; readonly name: string; readonly repairs: boolean };

/** Everybody with a current post at the school, by name. */
export const staffOf = (tx: Tx): Promise<StaffMember[]> =>
  tx.sql<StaffMember>`
    select person_id as id, min(person_name) as name, bool_or(role = any(${REPAIRERS})) as repairs from appointments
     where ended_at is null and starts_on <= (now() at time zone 'Asia/Shanghai')::date group by person_id order by name, id`;

/**
 * The person who shall keep a device.
 * @refuses assets.keeper_unknown — for somebody without a current post at the school
 */
export async function keeperFor(tx: Tx, personId: string): Promise<StaffMember> {
  const found = (await staffOf(tx)).find((person) => person.id === personId);
  if (!found) throw new Refused('assets.keeper_unknown');
  return found;
}
