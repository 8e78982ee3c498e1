import type { Secrets } from '../launcher/secrets.ts';

/** Realm roles a person can hold: every one is granted by an accepted appointment, `staff` to any active staff account. */
export const realmRoles = [
  'platform_operator', 'district_admin', 'district_officer', 'legal_representative', 'principal', 'deputy_safety',
  'leading_group_member', 'security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper', 'equipment_admin',
  'student_affairs', 'staff', 'contractor', 'authority_liaison',
] as const;
export type RealmRole = (typeof realmRoles)[number];

/** Roles whose holders must sign in with a second factor: they carry the composite `mfa-required`. */
export const secondFactorRoles: readonly RealmRole[] = [
  'principal', 'district_admin', 'district_officer', 'legal_representative', 'platform_operator', 'deputy_safety', 'leading_group_member',
  'security_lead', 'centre_head', 'equipment_admin', 'authority_liaison',
];

/** Somebody of the demo district: stable user name, own password and second factor per installation. */
export interface DemoPerson {
  readonly username: string;
  readonly name: string;
  /** Post in words, for the list of logins. */
  readonly post: string;
  readonly roles: readonly RealmRole[];
  readonly school: 1 | 2 | null;
  /** The competent authority that they file for, as `demoPlaces.agencies` counts. */
  readonly agency?: 1 | 2;
  readonly badgeNumber?: string;
}

/** The district, schools and authorities of the demo, in the order that `school` and `agency` count. */
export const demoPlaces = { district: '示范区教育局', schools: ['明德小学', '启智中学'], agencies: [{ name: '示范区公安分局', kind: 'police' }, { name: '邻区公安分局', kind: 'police' }] } as const;

/** Value of the `district` claim of everyone in the demo. */
export const demoDistrict = 'demo';

/** Everyone of the demo district. */
export const demoPeople: readonly DemoPerson[] = [
  { username: 'wang.xun', name: '王巡', post: '督查专员 district officer', roles: ['district_officer', 'staff'], school: null },
  { username: 'admin.qu', name: '区管理员', post: '教育局管理员 district administrator', roles: ['district_admin', 'staff'], school: null },
  { username: 'chen.ming', name: '陈明', post: '校长 principal', roles: ['principal', 'staff'], school: 1 },
  { username: 'li.wei', name: '李薇', post: '教师 teacher', roles: ['staff'], school: 1 },
  { username: 'zhao.an', name: '赵安', post: '保卫负责人 security lead, escorts', roles: ['security_lead', 'staff'], school: 1 },
  { username: 'sun.ping', name: '孙平', post: '值班员 watch keeper', roles: ['watch_keeper', 'staff'], school: 1 },
  { username: 'qian.hua', name: '钱华', post: '设备管理员 equipment administrator', roles: ['equipment_admin', 'staff'], school: 1 },
  { username: 'he.jun', name: '何军', post: '值班员 watch keeper, relieves 孙平', roles: ['watch_keeper', 'staff'], school: 1 },
  { username: 'guo.tao', name: '郭涛', post: '监控中心主任 centre head', roles: ['centre_head', 'staff'], school: 1 },
  { username: 'fang.lin', name: '方琳', post: '分管安全副校长 deputy principal for safety', roles: ['deputy_safety', 'staff'], school: 1 },
  { username: 'liu.yang', name: '刘洋', post: '校长 principal', roles: ['principal', 'staff'], school: 2 },
  { username: 'zhou.jie', name: '周杰', post: '教师 teacher', roles: ['staff'], school: 2 },
  { username: 'wu.gang', name: '吴刚', post: '保卫负责人 security lead, escorts', roles: ['security_lead', 'staff'], school: 2 },
  { username: 'xu.li', name: '徐丽', post: '值班员 watch keeper', roles: ['watch_keeper', 'staff'], school: 2 },
  { username: 'peng.fei', name: '彭飞', post: '公安联络员 police liaison', roles: ['authority_liaison'], school: null, agency: 1, badgeNumber: '013579' },
  { username: 'tang.yu', name: '唐宇', post: '公安联络员 police liaison', roles: ['authority_liaison'], school: null, agency: 2, badgeNumber: '024680' },
];

/** Whether a role of the person asks for a second factor. */
export function needsSecondFactor(person: DemoPerson): boolean {
  return person.roles.some((role) => secondFactorRoles.includes(role));
}

/** One entry of `run/people.json`, from which the demo loader writes principals and appointments; no secrets in it. */
export interface PublishedPerson {
  readonly username: string;
  readonly sub: string;
  readonly name: string;
  readonly roles: readonly RealmRole[];
  readonly school: 1 | 2 | null;
  readonly agency?: 1 | 2;
  readonly badgeNumber?: string;
  readonly district?: true;
}

/** The demo people with their Keycloak ids of this installation. */
export function publishedPeople(secrets: Secrets): PublishedPerson[] {
  return demoPeople.map((person) => ({
    username: person.username,
    sub: personSecretsOf(secrets, person.username).sub,
    name: person.name,
    roles: person.roles,
    school: person.school,
    ...(person.badgeNumber ? { badgeNumber: person.badgeNumber } : {}),
    ...(person.agency ? { agency: person.agency } : person.school === null ? { district: true as const } : {}),
  }));
}

/** The secrets of one demo person. @throws Error — when nobody has that user name. */
export function personSecretsOf(secrets: Secrets, username: string): Secrets['people'][string] {
  const found = secrets.people[username];
  if (!found) throw new Error(`nobody here is called ${username}; there are: ${Object.keys(secrets.people).join(', ')}`);
  return found;
}
