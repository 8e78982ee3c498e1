/** A regulation or law that the console cites, by its name in the policy pack. */
export const regulations = {
  R06: { 'zh-CN': '小学校园监控管理制度', en: 'Primary School Campus Surveillance Rules' },
  R10: { 'zh-CN': '中小学监控中心管理制度', en: 'Primary and Secondary School Surveillance Centre Rules' },
  R12: { 'zh-CN': '小学监控管理规章制度(2)', en: 'Primary School Surveillance Rules (2)' },
  R14: { 'zh-CN': '小学监控室管理制度', en: 'Primary School Monitoring Room Rules' },
  R19: { 'zh-CN': '校园监控系统管理规章制度', en: 'Campus Surveillance System Rules' },
  R22: { 'zh-CN': '小学学校监控室管理与视频资料调阅制度', en: 'School Monitoring Room and Footage Viewing Rules' },
  R24: { 'zh-CN': '小学校园监控使用管理制度', en: 'Primary School Campus Surveillance Use Rules' },
  R25: { 'zh-CN': '监控室安全管理和使用制度', en: 'Monitoring Room Safety and Use Rules' },
  'Order 799': { 'zh-CN': '公共安全视频图像信息系统管理条例（国务院令第799号）', en: 'Regulations on Public Security Video and Image Information Systems (State Council Order 799)' },
} as const;

/** A place in a regulation, such as `R22 3`. */
export type Clause = { readonly regulation: keyof typeof regulations; readonly place: string };

/** A clause as people cite it: `R22 3`, `799号令 第17条`. */
export const clauseWords = (clause: Clause, locale: 'zh-CN' | 'en'): string =>
  clause.regulation === 'Order 799' ? (locale === 'en' ? `Order 799 Art ${clause.place}` : `799号令 第${clause.place}条`) : `${clause.regulation} ${clause.place}`;

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
  no_over_range: [{ regulation: 'R22', place: '7' }],
  no_footage_for_bureau: [{ regulation: 'Order 799', place: '20' }],
  no_unexplained_gap: [
    { regulation: 'R22', place: '6' },
    { regulation: 'R25', place: '11' },
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
  roles_by_appointment: [{ regulation: 'R10', place: '§6(1)' }],
  viewing_recorded: [
    { regulation: 'R22', place: '7' },
    { regulation: 'R14', place: '6.3' },
  ],
} as const satisfies Record<string, readonly Clause[]>;

/** A rule that the console can explain. */
export type RuleName = keyof typeof rules;

/** The rule behind each evaluated control. */
export const ruleOfControl = {
  'recording.retention-minimum': 'retention',
  'recording.no-unexplained-gap': 'no_unexplained_gap',
  'access.written-application': 'written_application',
  'access.no-over-range': 'no_over_range',
  'coverage.prohibited-spaces': 'prohibited_spaces',
} as const satisfies Record<string, RuleName>;
