import { newId, type DistrictId, type SchoolId } from '@guardroom/kernel';
import type { TestDatabase } from '../database/index.ts';

export type District = { readonly districtId: DistrictId; readonly name: string };
export type School = { readonly districtId: DistrictId; readonly schoolId: SchoolId; readonly schoolNo: number; readonly name: string };

/** Makes a bureau. */
export async function aDistrict(db: TestDatabase, { name }: { readonly name?: string } = {}): Promise<District> {
  const districtId = newId('dst');
  const district = { districtId, name: name ?? `District ${districtId.slice(-4)}` };
  await db.admin.query('insert into districts (district_id, name) values ($1, $2)', [districtId, district.name]);
  return district;
}

/** Makes a school with the policy of the baseline, in a district of its own unless one is given. */
export async function aSchool(db: TestDatabase, { district, name }: { readonly district?: District; readonly name?: string } = {}): Promise<School> {
  const { districtId } = district ?? (await aDistrict(db));
  const schoolId = newId('sch');
  const called = name ?? `School ${schoolId.slice(-4)}`;
  const { rows } = await db.admin.query<{ school_no: number }>('insert into schools (school_id, district_id, name) values ($1, $2, $3) returning school_no', [schoolId, districtId, called]);
  return { districtId, schoolId, schoolNo: rows[0]!.school_no, name: called };
}
