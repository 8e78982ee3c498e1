import type { MachineActor, SchoolActor, Tx } from '@guardroom/db';

/** A person of the school, or the platform's own work there. */
export type AtSchool = SchoolActor | MachineActor;

/** The next running number of a series at the school; numbers of transactions that fail are taken again. */
export async function nextNumber(tx: Tx, by: AtSchool, series: string): Promise<number> {
  const [row] = await tx.sql<{ n: number }>`
    insert into equipment_numbers (school_id, series, district_id, last_number) values (${by.schoolId}, ${series}, ${by.districtId}, 1)
    on conflict (school_id, series) do update set last_number = equipment_numbers.last_number + 1 returning last_number as n`;
  return row?.n ?? 1;
}

/** A short number that people say aloud: `G2026-0012`. */
export const shortNumber = (series: string, year: string, n: number): string => `${series}${year}-${String(n).padStart(4, '0')}`;
