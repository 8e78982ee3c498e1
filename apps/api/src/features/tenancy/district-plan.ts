import { AGENCY_ROLES, AUTHORITY_KINDS, BUREAU_ROLES, type Role, SCHOOL_ROLES } from '@guardroom/domain';
import { z } from 'zod';

const name = z.string().trim().min(1).max(100);
const agency = z.strictObject({ name, kind: z.enum(AUTHORITY_KINDS) });
const person = z.strictObject({
  /** Subject of the identity provider. */
  sub: z.uuid(),
  name,
  roles: z.array(z.enum([...BUREAU_ROLES, ...AGENCY_ROLES, ...SCHOOL_ROLES])).min(1),
  school: name.optional(),
  agency: name.optional(),
  badgeNumber: z.string().trim().min(2).max(20).optional(),
});
const plan = z.strictObject({ name, schools: z.array(name), agencies: z.array(agency).default([]), people: z.array(person) });

/** Somebody to enrol: subject of the identity provider, and posts at the bureau, at one school, or at one authority with the number of their badge. */
export type NewPerson = { readonly sub: string; readonly name: string; readonly roles: readonly Role[]; readonly school?: string | undefined; readonly agency?: string | undefined; readonly badgeNumber?: string | undefined };
/** A district to onboard, by names: what is there already is left as it is. */
export type DistrictPlan = { readonly name: string; readonly schools: readonly string[]; readonly agencies?: readonly z.output<typeof agency>[]; readonly people: readonly NewPerson[] };

/** As much of a plan as can be held against itself while other parts of it are wrong. */
const outline = z.object({
  schools: z.array(z.string()).catch([]),
  agencies: z.array(z.object({ name: z.string().catch('') }).catch({ name: '' })).catch([]),
  people: z.array(z.looseObject({ sub: z.string().catch(''), roles: z.array(z.string()).catch([]), school: z.string().optional().catch(undefined), agency: z.string().optional().catch(undefined) })).catch([]),
});
type Outline = z.output<typeof outline>;

/** Reads a plan. @throws Error — with every fault of it at once, and where each is */
export function readPlan(input: unknown): DistrictPlan {
  const read = plan.safeParse(input);
  const rough = outline.safeParse(input);
  const issues = [...(read.error?.issues ?? []), ...(rough.success ? contradictions(rough.data) : [])];
  if (!read.success || issues.length > 0) throw new Error(z.prettifyError(new z.ZodError(issues)));
  return read.data;
}

/** Where a plan says two things that cannot both be: a post without its place, a place that is not in the plan, one officer of two authorities. */
function contradictions({ schools, agencies, people }: Outline): z.core.$ZodIssue[] {
  const twice = agencies.flatMap(({ name: called }, i): z.core.$ZodIssue[] =>
    (agencies.slice(0, i).some((other) => other.name === called) ? [{ code: 'custom', input: called, path: ['agencies', i, 'name'], message: 'the plan names this authority twice' }] : []));
  const ofPeople = people.flatMap((one, i) => {
    const fault = (field: string, message: string): z.core.$ZodIssue => ({ code: 'custom', input: one, path: ['people', i, field], message });
    const faults: z.core.$ZodIssue[] = [];
    const { sub, school, agency: at, badgeNumber } = one;
    if (school !== undefined && !schools.includes(school)) faults.push(fault('school', 'the plan names no such school'));
    if (at !== undefined && !agencies.some((known) => known.name === at)) faults.push(fault('agency', 'the plan names no such authority'));
    if (school !== undefined && at !== undefined) faults.push(fault('agency', 'who files for an authority holds no post at a school'));
    if (at !== undefined && badgeNumber === undefined) faults.push(fault('badgeNumber', 'who files for an authority is named with a badge number'));
    if (at === undefined && badgeNumber !== undefined) faults.push(fault('badgeNumber', 'only who files for an authority has one'));
    if (at !== undefined && people.slice(0, i).some((other) => other.sub === sub && other.agency !== undefined)) faults.push(fault('agency', 'a person files for one authority'));
    const [place, posts]: [string, readonly Role[]] = at !== undefined ? ['an authority', AGENCY_ROLES] : school !== undefined ? ['a school', SCHOOL_ROLES] : ['the bureau', BUREAU_ROLES];
    for (const role of one.roles) if (!(posts as readonly string[]).includes(role)) faults.push(fault('roles', `${role} is no post at ${place}`));
    return faults;
  });
  return [...twice, ...ofPeople];
}
