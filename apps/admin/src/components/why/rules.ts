import { regulationTitle } from '@guardroom/policy-pack/regulations';

/** The laws that the console cites beside the regulations, whose titles are the policy pack's. */
const laws = {
  'Order 799': { 'zh-CN': '公共安全视频图像信息系统管理条例（国务院令第799号）', en: 'Regulations on Public Security Video and Image Information Systems (State Council Order 799)' },
} as const;

/** A place in a regulation, such as `R22 3`. */
export type Clause = { readonly regulation: `R${number}` | keyof typeof laws; readonly place: string };

/** A clause as people cite it: `R22 3`, `799号令 第17条`. */
export const clauseWords = (clause: Clause, locale: 'zh-CN' | 'en'): string =>
  clause.regulation === 'Order 799' ? (locale === 'en' ? `Order 799 Art ${clause.place}` : `799号令 第${clause.place}条`) : `${clause.regulation} ${clause.place}`;

/** The title of the regulation or law that a clause stands in. */
export function sourceTitle({ regulation }: Clause, locale: 'zh-CN' | 'en'): string {
  if (regulation in laws) return laws[regulation as keyof typeof laws][locale];
  return regulationTitle(regulation)?.[locale === 'en' ? 'en' : 'zh'] ?? regulation;
}

/** A clause by the id that the policy pack gives it, `R22:3`. */
export function clauseOfId(id: string): Clause {
  const [regulation = id, ...place] = id.split(':');
  return { regulation: regulation as Clause['regulation'], place: place.join(':') };
}

/** The rules that the console explains, each with its clauses; their words are messages under `rule.<name>`. */
export const rules = {
  freeze_at_filing: [{ regulation: 'Order 799', place: '17' }],
  written_application: [
    { regulation: 'R22', place: '3' },
    { regulation: 'R12', place: '6' },
  ],
  proportion: [
    { regulation: 'R22', place: '7' },
    { regulation: 'R24', place: '§11.1' },
  ],
  own_request: [{ regulation: 'R22', place: '3' }],
  second_consent: [{ regulation: 'R12', place: '6' }],
  escort_present: [{ regulation: 'R12', place: '6' }],
  live_on_shift: [
    { regulation: 'R03', place: '1.4' },
    { regulation: 'R22', place: '3' },
  ],
  no_over_range: [{ regulation: 'R22', place: '7' }],
  no_footage_for_bureau: [{ regulation: 'Order 799', place: '20' }],
  no_unexplained_gap: [
    { regulation: 'R22', place: '6' },
    { regulation: 'R25', place: '11' },
  ],
  authority_asks: [
    { regulation: 'R22', place: '4' },
    { regulation: 'R17', place: '§4.4' },
  ],
  authority_verified: [{ regulation: 'R22', place: '4' }],
  export_by_two: [
    { regulation: 'R22', place: '5' },
    { regulation: 'R21', place: '2.4' },
  ],
  retention: [
    { regulation: 'R12', place: '5' },
    { regulation: 'R14', place: '5.1' },
    { regulation: 'Order 799', place: '17' },
  ],
  prohibited_spaces: [
    { regulation: 'R12', place: '1' },
    { regulation: 'R06', place: '§6(2)' },
  ],
  asset_register: [
    { regulation: 'R10', place: '§9' },
    { regulation: 'R02', place: '§5' },
  ],
  service_life: [
    { regulation: 'R02', place: '§6' },
    { regulation: 'R14', place: '2.4' },
  ],
  fault_repaired: [
    { regulation: 'R18', place: '3.3' },
    { regulation: 'R22', place: '2' },
    { regulation: 'R04', place: '3' },
  ],
  change_approved: [
    { regulation: 'R02', place: '§7' },
    { regulation: 'R03', place: '1.9' },
  ],
  separate_lines: [{ regulation: 'R10', place: '§6(1)' }],
  cleared_before_duty: [
    { regulation: 'R17', place: '§7.1' },
    { regulation: 'R24', place: '§7.3' },
  ],
  incident_held: [{ regulation: 'R19', place: '2.2' }],
  reported_at_once: [
    { regulation: 'R25', place: '1' },
    { regulation: 'R13', place: '§13' },
  ],
  record_complete: [
    { regulation: 'R01', place: '3.2(1)' },
    { regulation: 'R14', place: '6.4(3)' },
  ],
  roles_by_appointment: [{ regulation: 'R10', place: '§6(1)' }],
  viewing_recorded: [
    { regulation: 'R22', place: '7' },
    { regulation: 'R14', place: '6.3' },
  ],
} as const satisfies Record<string, readonly Clause[]>;

/** A rule that the console can explain. */
export type RuleName = keyof typeof rules;

/** Refusals that one of the rules stands behind, so that a refusal answers "why" wherever it is shown. */
export const ruleOfRefusal: Readonly<Record<string, RuleName>> = {
  'identity.not_permitted': 'roles_by_appointment',
  'footage.range_too_long': 'proportion',
  'footage.too_many_cameras': 'proportion',
  'footage.beyond_application': 'proportion',
  'footage.older_than_retention': 'retention',
  'footage.own_request': 'own_request',
  'footage.second_consent_needed': 'second_consent',
  'viewing.request_not_approved': 'written_application',
  'viewing.escort_is_viewer': 'escort_present',
  'viewing.escort_absent': 'escort_present',
  'viewing.viewer_absent': 'escort_present',
  'viewing.session_not_playing': 'escort_present',
  'viewing.camera_not_approved': 'no_over_range',
  'viewing.out_of_range': 'no_over_range',
  'live.not_on_shift': 'live_on_shift',
  'equipment.change_order_needed': 'change_approved',
  'duty.not_cleared': 'cleared_before_duty',
  'authority.beyond_notice': 'authority_asks',
  'authority.signed_already': 'export_by_two',
  'assets.incomplete': 'asset_register',
  'assets.still_required': 'asset_register',
  'tickets.own_repair': 'fault_repaired',
  'tickets.still_faulty': 'fault_repaired',
  'change_orders.own_order': 'change_approved',
  'coverage.prohibited_space': 'prohibited_spaces',
  'people.may_not_appoint': 'roles_by_appointment',
  'people.own_appointment': 'roles_by_appointment',
  'people.posts_must_be_separate': 'separate_lines',
  'people.clearance_missing': 'cleared_before_duty',
  'incident.record_incomplete': 'record_complete',
  'incident.closing_needs_another': 'record_complete',
  'incident.release_needs_another': 'incident_held',
};
