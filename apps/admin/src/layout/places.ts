import { APPROVER_ROLES, EXPORT_APPROVER_ROLES, VERIFIER_ROLES, ESCORT_ROLES, KEEPER_ROLES, INCIDENT_READERS, LIVE_OVERSEERS, LIVE_ROLES, type BureauRole, type SchoolRole } from '@guardroom/domain';

/** Everywhere that one can go from the navigation. */
export const placeNames = [
  'decide',
  'my-shift',
  'room',
  'live',
  'visitors',
  'devices',
  'my-requests',
  'footage-requests',
  'authority-requests',
  'gaps',
  'cameras',
  'gateways',
  'assets',
  'fault-tickets',
  'change-orders',
  'roster',
  'duty-log',
  'viewing-register',
  'live-views',
  'control-results',
  'violation-cases',
  'incidents',
  'appointments',
  'clearances',
  'my-posts',
  'rectification',
  'policy',
  'district',
  'district-results',
  'inspections',
  'district-orders',
  'district-policy',
  'ledger',
  'district-facts',
  'cases',
] as const;
export type PlaceName = (typeof placeNames)[number];

const heads: readonly SchoolRole[] = ['principal', 'legal_representative', 'security_lead', 'centre_head'];
const everyone = 'everyone';
/** Also people who hold no post yet, and answer the offer of one. */
const anybody = 'anybody';

/** Who has which place in the navigation; the API decides again at every call. */
const audience: Record<PlaceName, readonly SchoolRole[] | typeof everyone | typeof anybody | 'bureau' | 'agency'> = {
  decide: APPROVER_ROLES,
  'my-shift': KEEPER_ROLES,
  room: [...ESCORT_ROLES, 'principal', 'legal_representative'],
  visitors: [...ESCORT_ROLES, ...APPROVER_ROLES, 'deputy_safety'],
  roster: [...heads, 'deputy_safety', 'deputy_head', ...KEEPER_ROLES],
  'duty-log': [...heads, 'deputy_safety', 'deputy_head', ...KEEPER_ROLES],
  live: LIVE_ROLES,
  'live-views': LIVE_OVERSEERS,
  'my-requests': everyone,
  'footage-requests': [...APPROVER_ROLES, ...ESCORT_ROLES],
  'authority-requests': [...VERIFIER_ROLES, ...EXPORT_APPROVER_ROLES],
  gaps: [...heads, 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'],
  cameras: [...heads, 'deputy_safety', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin'],
  gateways: ['security_lead', 'centre_head', 'equipment_admin'],
  devices: ['equipment_admin', 'security_lead', 'centre_head', 'deputy_safety'],
  assets: [...heads, 'deputy_safety', 'equipment_admin'],
  'fault-tickets': [...heads, 'deputy_safety', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin', 'contractor'],
  'change-orders': [...heads, 'deputy_safety', 'equipment_admin'],
  'viewing-register': heads,
  'violation-cases': heads,
  'control-results': [...heads, 'deputy_safety'],
  incidents: INCIDENT_READERS,
  appointments: heads,
  clearances: [...heads, 'deputy_safety'],
  'my-posts': anybody,
  rectification: [...heads, 'deputy_safety', 'equipment_admin'],
  policy: [...heads, 'deputy_safety'],
  district: 'bureau',
  'district-results': 'bureau',
  inspections: 'bureau',
  'district-orders': 'bureau',
  'district-policy': 'bureau',
  ledger: 'bureau',
  'district-facts': 'bureau',
  cases: 'agency',
};

/** The places of a person, in the order of the navigation; `isLiaison` is true for who files for a competent authority. */
export const placesOf = (school: readonly SchoolRole[], bureau: readonly BureauRole[], isLiaison = false): PlaceName[] =>
  placeNames.filter((name) => {
    const who = audience[name];
    if (who === anybody) return school.length > 0 || (bureau.length === 0 && !isLiaison);
    return who === 'agency' ? isLiaison : who === 'bureau' ? bureau.length > 0 : who === everyone ? school.length > 0 : who.some((role) => school.includes(role));
  });

const schoolPages: readonly string[] = [...placeNames.filter((name) => audience[name] !== 'bureau' && audience[name] !== 'agency' && audience[name] !== anybody), 'asset-import', 'viewing', 'escort', 'shifts', 'handovers'];

/** True for the address of a page that exists for schools only. */
export const isOfSchool = (pathname: string): boolean => schoolPages.includes(pathname.split('/')[1] ?? '');

const homes: readonly (readonly [PlaceName, readonly SchoolRole[]])[] = [
  ['decide', APPROVER_ROLES],
  ['my-shift', KEEPER_ROLES],
  ['room', ESCORT_ROLES],
  ['devices', ['equipment_admin', 'deputy_safety']],
  ['fault-tickets', ['contractor']],
];

/** The first screen of a person, where the one thing to do is. */
export const homeOf = (school: readonly SchoolRole[], bureau: readonly BureauRole[], isLiaison = false): PlaceName =>
  homes.find(([, roles]) => roles.some((role) => school.includes(role)))?.[0] ?? (isLiaison ? 'cases' : school.length > 0 ? 'my-requests' : bureau.length > 0 ? 'district' : 'my-posts');
