import { APPROVER_ROLES, EXPORT_APPROVER_ROLES, VERIFIER_ROLES, ESCORT_ROLES, KEEPER_ROLES, INCIDENT_READERS, LIVE_OVERSEERS, LIVE_ROLES, type BureauRole, type SchoolRole } from '@guardroom/domain';

/** The groups of the navigation, and where one can go from each, what is needed most first. */
const groups = {
  today: ['decide', 'my-shift', 'room', 'incidents'],
  footage: ['footage-requests', 'authority-requests', 'viewing-register', 'cases'],
  watch: ['live', 'visitors', 'roster', 'duty-log', 'live-views'],
  equipment: ['devices', 'fault-tickets', 'gaps', 'cameras', 'gateways', 'assets', 'change-orders'],
  people: ['appointments', 'clearances'],
  compliance: ['control-results', 'rectification', 'violation-cases', 'policy'],
  bureau: ['district', 'district-results', 'inspections', 'district-orders', 'district-policy', 'representatives', 'officials', 'ledger', 'district-facts'],
  own: ['my-requests', 'my-posts'],
} as const;
export type GroupName = keyof typeof groups;
export type PlaceName = (typeof groups)[GroupName][number];
const groupNames = Object.keys(groups) as GroupName[];
const placeNames: readonly PlaceName[] = Object.values(groups).flat();

/** Pages that the navigation does not name, and the place that leads to each. */
const leadingTo: Readonly<Record<string, PlaceName>> = { 'asset-import': 'assets', escort: 'room', handovers: 'duty-log', shifts: 'duty-log', viewing: 'footage-requests' };

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
  representatives: 'bureau',
  officials: 'bureau',
  ledger: 'bureau',
  'district-facts': 'bureau',
  cases: 'agency',
};

const isOpenTo = (name: PlaceName, school: readonly SchoolRole[], bureau: readonly BureauRole[], isLiaison: boolean): boolean => {
  const who = audience[name];
  if (who === anybody) return school.length > 0 || (bureau.length === 0 && !isLiaison);
  return who === 'agency' ? isLiaison : who === 'bureau' ? bureau.length > 0 : who === everyone ? school.length > 0 : who.some((role) => school.includes(role));
};

/** A part of the navigation; without a name where the whole is so short that headings would only lengthen it. */
export type NavigationGroup = { readonly name?: GroupName; readonly places: readonly PlaceName[] };

/** The most places that are taken in at a glance. */
const atAGlance = 8;

/** A person's navigation, beginning with the group of their first screen; `isLiaison` is true for who files for a competent authority. */
export function navigationOf(school: readonly SchoolRole[], bureau: readonly BureauRole[], isLiaison = false): readonly NavigationGroup[] {
  const home = homeOf(school, bureau, isLiaison);
  const own = groupNames
    .map((name) => ({ name, places: groups[name].filter((place) => isOpenTo(place, school, bureau, isLiaison)) }))
    .filter(({ places }) => places.length > 0)
    .sort((a, b) => Number(b.places.includes(home)) - Number(a.places.includes(home)));
  const places = own.flatMap((group) => group.places);
  return places.length > atAGlance && own.length > 1 ? own : [{ places }];
}

/** The place of a navigation that an address lies in. */
export function placeAt(pathname: string, navigation: readonly NavigationGroup[]): PlaceName | undefined {
  const page = pathname.split('/')[1] ?? '';
  const name = leadingTo[page] ?? page;
  return navigation.flatMap((group) => group.places).find((place) => place === name);
}

const schoolPages: readonly string[] = [...placeNames.filter((name) => audience[name] !== 'bureau' && audience[name] !== 'agency' && audience[name] !== anybody), ...Object.keys(leadingTo)];

/** True for the address of a page that exists for schools only. */
export const isOfSchool = (pathname: string): boolean => schoolPages.includes(pathname.split('/')[1] ?? '');

/** The places that somebody's day begins at. */
export type HomeName = Extract<PlaceName, 'decide' | 'my-shift' | 'room' | 'devices' | 'fault-tickets' | 'cases' | 'my-requests' | 'district' | 'my-posts'>;

const homes: readonly (readonly [HomeName, readonly SchoolRole[]])[] = [
  ['decide', APPROVER_ROLES],
  ['my-shift', KEEPER_ROLES],
  ['room', ESCORT_ROLES],
  ['devices', ['equipment_admin', 'deputy_safety']],
  ['fault-tickets', ['contractor']],
];

/** The first screen of a person, where the one thing to do is. */
export const homeOf = (school: readonly SchoolRole[], bureau: readonly BureauRole[], isLiaison = false): HomeName =>
  homes.find(([, roles]) => roles.some((role) => school.includes(role)))?.[0] ?? (isLiaison ? 'cases' : school.length > 0 ? 'my-requests' : bureau.length > 0 ? 'district' : 'my-posts');
