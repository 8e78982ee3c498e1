import { APPROVER_ROLES, ESCORT_ROLES, type BureauRole, type SchoolRole } from '@guardroom/domain';

/** Everywhere that one can go from the navigation. */
export const placeNames = [
  'decide',
  'room',
  'my-requests',
  'footage-requests',
  'gaps',
  'cameras',
  'gateways',
  'viewing-register',
  'control-results',
  'appointments',
  'district',
  'district-results',
  'ledger',
  'district-facts',
] as const;
export type PlaceName = (typeof placeNames)[number];

const heads: readonly SchoolRole[] = ['principal', 'legal_representative', 'security_lead', 'centre_head'];
const everyone = 'everyone';

/** Who has which place in the navigation; the API decides again at every call. */
const audience: Record<PlaceName, readonly SchoolRole[] | typeof everyone | 'bureau'> = {
  decide: APPROVER_ROLES,
  room: [...ESCORT_ROLES, 'principal', 'legal_representative'],
  'my-requests': everyone,
  'footage-requests': [...APPROVER_ROLES, ...ESCORT_ROLES],
  gaps: [...heads, 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'],
  cameras: [...heads, 'deputy_safety', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'],
  gateways: ['security_lead', 'centre_head', 'equipment_admin'],
  'viewing-register': heads,
  'control-results': [...heads, 'deputy_safety'],
  appointments: heads,
  district: 'bureau',
  'district-results': 'bureau',
  ledger: 'bureau',
  'district-facts': 'bureau',
};

/** The places of a person, in the order of the navigation. */
export const placesOf = (school: readonly SchoolRole[], bureau: readonly BureauRole[]): PlaceName[] =>
  placeNames.filter((name) => {
    const who = audience[name];
    return who === 'bureau' ? bureau.length > 0 : who === everyone ? school.length > 0 : who.some((role) => school.includes(role));
  });

const schoolPages: readonly string[] = [...placeNames.filter((name) => audience[name] !== 'bureau'), 'viewing', 'escort'];

/** True for the address of a page that exists for schools only. */
export const isOfSchool = (pathname: string): boolean => schoolPages.includes(pathname.split('/')[1] ?? '');

const homes: readonly (readonly [PlaceName, readonly SchoolRole[]])[] = [
  ['decide', APPROVER_ROLES],
  ['room', ESCORT_ROLES],
  ['cameras', ['equipment_admin', 'deputy_safety']],
];

/** The first screen of a person, where the one thing to do is. */
export const homeOf = (school: readonly SchoolRole[], bureau: readonly BureauRole[]): PlaceName =>
  homes.find(([, roles]) => roles.some((role) => school.includes(role)))?.[0] ?? (school.length === 0 && bureau.length > 0 ? 'district' : 'my-requests');
