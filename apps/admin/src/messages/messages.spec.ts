import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as domain from '@guardroom/domain';
import { INPUT_FAULTS, type Route, routes } from '@guardroom/contracts';
import { z } from 'zod';
import { authority as enAuthority } from './en/authority.ts';
import { live as enLive } from './en/live.ts';
import { incidents as enIncidents } from './en/incidents.ts';
import { people as enPeople } from './en/people.ts';
import { equipment as enEquipment } from './en/equipment.ts';
import { faults as enFaults } from './en/faults.ts';
import { duty as enDuty } from './en/duty.ts';
import { compliance as enCompliance } from './en/compliance.ts';
import { pages as enPages } from './en/pages.ts';
import { pieces as enPieces } from './en/pieces.ts';
import { policy as enPolicy } from './en/policy.ts';
import { refusals as enRefusals } from './en/refusals.ts';
import { rules as enRules } from './en/rules.ts';
import { states as enStates } from './en/states.ts';
import { supervision as enSupervision } from './en/supervision.ts';
import { authority } from './zh-CN/authority.ts';
import { live } from './zh-CN/live.ts';
import { incidents } from './zh-CN/incidents.ts';
import { people } from './zh-CN/people.ts';
import { equipment } from './zh-CN/equipment.ts';
import { faults } from './zh-CN/faults.ts';
import { duty } from './zh-CN/duty.ts';
import { compliance } from './zh-CN/compliance.ts';
import { pages } from './zh-CN/pages.ts';
import { pieces } from './zh-CN/pieces.ts';
import { policy } from './zh-CN/policy.ts';
import { framework } from './zh-CN/react-admin.ts';
import { refusals } from './zh-CN/refusals.ts';
import { rules } from './zh-CN/rules.ts';
import { states } from './zh-CN/states.ts';
import { supervision } from './zh-CN/supervision.ts';

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): Map<string, string> =>
  new Map(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flat(value, `${prefix}${key}.`)])));

const chinese = flat({ ...states, ...refusals, ...faults, ...rules, ...pieces, ...live, ...authority, ...pages, ...compliance, ...equipment, ...supervision, ...policy, ...people, ...incidents, ...duty } as Tree);
const english = flat({ ...enStates, ...enRefusals, ...enFaults, ...enRules, ...enPieces, ...enLive, ...enAuthority, ...enPages, ...enCompliance, ...enEquipment, ...enSupervision, ...enPolicy, ...enPeople, ...enIncidents, ...enDuty } as Tree);
/** Each figure once: the plural forms of English name theirs again. */
const placeholders = (words: string): string[] => [...new Set([...words.matchAll(/%\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

/** Every field that a person can send with an operation. */
function fieldsOf({ scope, permission, query, body }: Route): string[] {
  if (scope === 'gateway' || permission.kind === 'public' || permission.kind === 'gateway') return [];
  return [query, body].flatMap((part) => (part ? namesIn(z.toJSONSchema(part, { io: 'input', unrepresentable: 'any' })) : []));
}

type Schema = { readonly properties?: Readonly<Record<string, unknown>>; readonly items?: unknown; readonly anyOf?: readonly unknown[]; readonly oneOf?: readonly unknown[] };

function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema as Schema;
  return [...Object.keys(properties), ...[...Object.values(properties), items, ...anyOf, ...oneOf].flatMap(namesIn)];
}

test('both languages say the same things', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
});

test('both languages name the same figures', () => {
  const different = [...chinese].filter(([key, words]) => placeholders(words).join() !== placeholders(english.get(key) ?? '').join());
  expect(different).toEqual([]);
});

test('no Chinese is left in English', () => {
  expect([...english].filter(([, words]) => /[\u3400-\u9fff]/.test(words))).toEqual([]);
});

test('the framework speaks Chinese throughout', () => {
  const left = [...flat(framework as unknown as Tree)].filter(([, words]) => !/[\u3400-\u9fff]/.test(words) && /[A-Za-z]{3}/.test(words.replaceAll(/%\{\w+\}/g, '')));
  expect(left).toEqual([]);
});

/** The keys that pages ask for: written out, or with parts that only the page knows. Refusals are asked for by their codes. */
const source = globSync('apps/admin/src/**/*.{ts,tsx}', { exclude: ['**/messages/**', '**/*.spec.*'] }).map((file) => readFileSync(file, 'utf8')).join('\n');
const written = new Set([...source.matchAll(/['"]([\w.-]+)['"]/g)].map((match) => match[1]));
const composed = [...[...source.matchAll(/`((?:[\w.-]|\$\{[^{}`]*\})*)`/g)].map((match) => match[1] ?? ''), ...[...source.matchAll(/ list="(\w+)"/g)].map((match) => `${match[1]}.\${value}`)]
  .map((key) => key.split(/\$\{[^}]*\}/))
  .filter((parts) => parts.length > 1 && parts.some((part) => /[a-z]/.test(part)))
  .map((parts) => new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[\\w-]+')}$`));

test('every text is asked for by some page', () => {
  expect(source.length).toBeGreaterThan(100_000);
  expect([...chinese.keys()].filter((key) => !key.startsWith('refusal.') && !written.has(key) && !composed.some((pattern) => pattern.test(key)))).toEqual([]);
});

test('never says that an operation failed and leaves it at that', () => {
  expect([...chinese].filter(([, words]) => words.includes('操作失败'))).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ['role', domain.ROLES],
  ['request', domain.REQUEST_STATES],
  ['session', domain.SESSION_STATES],
  ['session_end', domain.SESSION_END_REASONS],
  ['fulfilment', domain.FULFILMENTS],
  ['authority', domain.AUTHORITY_STATES],
  ['authority_paper', domain.AUTHORITY_PAPERS],
  ['refusal_ground', domain.REFUSAL_GROUNDS],
  ['evidence_package', domain.PACKAGE_STATES],
  ['receipt', domain.RECEIPT_RESULTS],
  ['purpose', domain.PURPOSE_CODES],
  ['relation', domain.RELATIONS],
  ['capture', domain.CAPTURE_STATES],
  ['capture_help', domain.CAPTURE_STATES],
  ['gateway', domain.GATEWAY_STATES],
  ['asset_class', domain.ASSET_CLASSES],
  ['device', domain.DEVICE_STATES],
  ['life', domain.LIFE_STANDINGS],
  ['asset_field', domain.REQUIRED_FIELDS],
  ['fault_ticket', domain.FAULT_TICKET_STATES],
  ['fault_cause', domain.FAULT_CAUSES],
  ['fault_urgency', domain.FAULT_URGENCIES],
  ['change_order', domain.CHANGE_ORDER_STATES],
  ['change_kind', domain.CHANGE_KINDS],
  ['live_view', domain.LIVE_VIEW_STATES],
  ['live_end', domain.LIVE_END_REASONS],
  ['live_over', domain.LIVE_END_REASONS],
  ['shift', domain.SHIFT_STATES],
  ['shift_end', domain.SHIFT_END_KINDS],
  ['roster_state', domain.ROSTER_STATES],
  ['roster_fault', domain.ROSTER_FAULTS],
  ['handover', domain.HANDOVER_STATES],
  ['handover_item', domain.HANDOVER_ITEM_KINDS],
  ['item_answer', domain.ITEM_ANSWERS],
  ['log_kind', domain.LOG_KINDS],
  ['visitor', domain.VISITOR_STATES],
  ['document_kind', domain.DOCUMENT_KINDS],
  ['gap.cause', domain.GAP_CAUSES],
  ['gap_reason', domain.GAP_REASONS],
  ['space', domain.SPACE_TYPES],
  ['appointment_state', domain.APPOINTMENT_STATES],
  ['clearance_kind', domain.CLEARANCE_KINDS],
  ['clearance_state', domain.CLEARANCE_STATES],
  ['clearance_result', domain.CLEARANCE_RESULTS],
  ['incident', domain.INCIDENT_STATES],
  ['incident_category', domain.INCIDENT_CATEGORIES],
  ['incident_severity', domain.INCIDENT_SEVERITIES],
  ['incident_hold', domain.INCIDENT_HOLD_STATES],
  ['report_recipient', domain.REPORT_RECIPIENTS],
  ['partner', domain.EMERGENCY_PARTNERS],
  ['entry_kind', domain.INCIDENT_ENTRY_KINDS],
  ['dispatch', domain.DISPATCH_STATES],
  ['record_field', domain.RECORD_FIELDS],
  ['result', domain.CONTROL_RESULTS],
  ['fault', INPUT_FAULTS],
  ['field', [...new Set(Object.values(routes as Record<string, Route>).flatMap(fieldsOf))]],
  ['reason', domain.REASON_CODES.map((code) => code.replaceAll('.', '-'))],
  ['domain', domain.CONTROL_DOMAINS],
  ['evidence', domain.EVIDENCE_KINDS],
  ['area', Object.keys(domain.SPACES_OF_AREA)],
  ['violation_rule', domain.VIOLATION_RULES],
  ['violation_outcome', domain.VIOLATION_OUTCOMES],
  ['visit_state', domain.VISIT_STATES],
  ['item_verdict', domain.ITEM_VERDICTS],
  ['order_state', domain.ORDER_STATES],
  ['policy_state', domain.POLICY_STATES],
  ['policy_parameter', domain.POLICY_PARAMETER_NAMES],
  ['policy_parameter_help', domain.POLICY_PARAMETER_NAMES],
  ['severity', domain.SEVERITIES],
  ['control', domain.EVALUATED_CONTROLS.map((control) => control.replaceAll('.', '-'))],
])('every value of %s has its words', (list, values) => {
  expect(values.filter((value) => !chinese.has(`${list}.${value}`))).toEqual([]);
});

describe('refusals', () => {
  const codes = [...new Set(Object.values(routes as Record<string, Route>).flatMap((route) => (route.permission.kind === 'gateway' ? [] : (route.refusals ?? []))))];

  test('there are some', () => {
    expect(codes.length).toBeGreaterThan(20);
  });

  test.each(codes)('%s says what happened and what to do', (code) => {
    expect(chinese.get(`refusal.${code}`)).toBeDefined();
  });
});
