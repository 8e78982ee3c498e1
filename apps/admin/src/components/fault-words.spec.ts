import { expect, test } from '@jest/globals';
import { inputFaults, routes } from '@guardroom/contracts';
import type { z } from 'zod';
import { makeI18n } from '../messages/index.ts';
import { messages as english } from '../messages/en/index.ts';
import type { Messages } from '../messages/load.ts';
import { messages as chinese } from '../messages/zh-CN/index.ts';
import { faultWords } from './fault-words.ts';

const zh = makeI18n('zh-CN', chinese as unknown as Messages);
const en = makeI18n('en', english as unknown as Messages);

/** What the page says of a body that the contract refuses. */
const said = (i18n: typeof zh, schema: z.ZodType, body: unknown): string[] => inputFaults('body', body, schema.safeParse(body).error).map((fault) => faultWords(fault, i18n.translate));

const request = { relation: 'class_teacher', purpose: 'other', reason: '太短', cameraIds: [], from: 'yesterday', fulfilment: 'copy', liabilityAccepted: true };

test('a request says each of its faults by the name of its field, in Chinese', () => {
  expect(said(zh, routes.fileRequest.body, request)).toEqual(['理由：至少 10 个字', '摄像机：至少 1 项', '开始：日期或时间不对', '结束：没有填写', '方式：不在可选范围内，请重新选择']);
});

test('and in English', () => {
  expect(said(en, routes.fileRequest.body, request)).toEqual(['Reason: 10 characters at least', 'Cameras: 1 at least', 'From: not a day or time', 'To: not filled in', 'How: not among the choices; choose again']);
});

test('a fault in a list says which of its items', () => {
  const officers = [{ name: '彭飞', badge: 'A1' }, { name: '', badge: 'B2' }];
  expect(said(zh, routes.fileCase.body, { officers }).at(-1)).toMatch(/^办案人员姓名（第 2 项）：至少 \d+ 个字$/);
});

test('a field whose form is explained beside it says just that', () => {
  expect(said(zh, routes.registerVisitor.body, { name: '李四', unit: '电力公司', documentKind: 'id_card', documentTail: '44010119900101123X', purpose: '检修线路', items: '440101199001011234' })).toEqual(['证件号后四位：只填后四位，不要填完整号码', '携带物品：请勿填写完整证件号码']);
});

test('an end before its beginning and a figure out of bounds have words of their own', () => {
  const at = '2026-11-22T02:00:00.000Z';
  expect(said(zh, routes.saveRoster.body, { lines: [{ personId: 'psn_01JD8Q5V3KXW2M9T4R7B', from: at, to: at }] })).toEqual(['结束（第 1 项）：须在开始之后']);
  expect(said(zh, routes.takeOver.body, { answers: [], roomScore: 11, declaration: { fit: true, attentive: true } })).toEqual(['室内整洁：不能大于 10']);
});

test('a file is too large in megabytes, not in characters', () => {
  expect(said(en, routes.importAssets.body, { contentBase64: 'A'.repeat(8_000_000), plan: 'a'.repeat(64) })).toEqual(['File: larger than 5 MB']);
});

test('what names no field of the page is still told without the wire\'s words', () => {
  expect(faultWords({ path: 'body', code: 'wrong_form' }, zh.translate)).toBe('填写的内容：格式不对，或含有不能用的符号');
  expect(faultWords({ path: 'body.newField.3', code: 'too_long', limit: 3 }, zh.translate)).toBe('填写的内容（第 4 项）：不超过 3 个字');
});
