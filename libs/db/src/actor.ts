import type { AgencyRole, BureauRole, SchoolRole } from '@guardroom/domain';

/** What every actor is known by. `sub` is the identity provider's subject. */
type Known = { readonly sub: string; readonly name: string; readonly districtId: string; readonly ticket: string };

/** A person acting at one school. */
export type SchoolActor = Known & { readonly kind: 'school'; readonly schoolId: string; readonly schoolNo: number; readonly personId: string; readonly roles: readonly SchoolRole[] };
/** A person acting at the bureau. */
export type DistrictActor = Known & { readonly kind: 'district'; readonly personId: string; readonly roles: readonly BureauRole[] };
/** An officer acting for a competent authority. Their requests belong to schools; they themselves belong to none. */
export type CaseActor = Known & { readonly kind: 'case'; readonly agencyId: string; readonly agencyName: string; readonly personId: string; readonly roles: readonly AgencyRole[] };
/** An enrolled gateway acting for itself. */
export type GatewayActor = Known & { readonly kind: 'gateway'; readonly schoolId: string; readonly schoolNo: number; readonly gatewayId: string };
/** The platform's own machine work at one school: reactions, evaluators, deadlines. */
export type MachineActor = Known & { readonly kind: 'machine'; readonly schoolId: string; readonly schoolNo: number; readonly purpose: string };

/**
 * Who acts, made once at the edge and frozen: the first field of every command, query and job.
 * Its ticket opens rows in the database for exactly this reader and dies with the token, the appointment or the person.
 */
export type Actor = SchoolActor | DistrictActor | CaseActor | GatewayActor | MachineActor;
