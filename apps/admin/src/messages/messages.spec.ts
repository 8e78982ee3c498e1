import { describe, expect, test } from '@jest/globals';
import * as domain from '@guardroom/domain';
import { type Route, routes } from '@guardroom/contracts';
import { pages as enPages } from './en/pages.ts';
import { pieces as enPieces } from './en/pieces.ts';
import { refusals as enRefusals } from './en/refusals.ts';
import { rules as enRules } from './en/rules.ts';
import { states as enStates } from './en/states.ts';
import { pages } from './zh-CN/pages.ts';
import { pieces } from './zh-CN/pieces.ts';
import { framework } from './zh-CN/react-admin.ts';
import { refusals } from './zh-CN/refusals.ts';
import { rules } from './zh-CN/rules.ts';
import { states } from './zh-CN/states.ts';

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): Map<string, string> =>
  new Map(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flat(value, `${prefix}${key}.`)])));

const chinese = flat({ ...states, ...refusals, ...rules, ...pieces, ...pages } as Tree);
const english = flat({ ...enStates, ...enRefusals, ...enRules, ...enPieces, ...enPages } as Tree);
const placeholders = (words: string): string[] => [...words.matchAll(/%\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

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

test('never says that an operation failed and leaves it at that', () => {
  expect([...chinese].filter(([, words]) => words.includes('操作失败'))).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ['role', domain.ROLES],
  ['request', domain.REQUEST_STATES],
  ['session', domain.SESSION_STATES],
  ['session_end', domain.SESSION_END_REASONS],
  ['fulfilment', domain.FULFILMENTS],
  ['purpose', domain.PURPOSE_CODES],
  ['relation', domain.RELATIONS],
  ['capture', domain.CAPTURE_STATES],
  ['capture_help', domain.CAPTURE_STATES],
  ['gateway', domain.GATEWAY_STATES],
  ['gap.cause', domain.GAP_CAUSES],
  ['gap_reason', domain.GAP_REASONS],
  ['space', domain.SPACE_TYPES],
  ['result', domain.CONTROL_RESULTS],
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
