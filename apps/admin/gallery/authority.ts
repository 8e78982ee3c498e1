import type { z } from 'zod';
import type * as contracts from '@guardroom/contracts';
import { instantOf, newId, type Instant } from '@guardroom/kernel';

/* Requests of the police, as the gallery shows them to the liaison and to the school. */

type Case = z.output<typeof contracts.agencyCase>;
type Request = z.output<typeof contracts.authorityRequest>;
const nowMs = Date.now();
const at = (minutesAgo: number): Instant => instantOf(nowMs - minutesAgo * 60_000);
const hash = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';

export const agency = { id: newId('agy'), name: '东湖区公安分局' };

const ready: NonNullable<Case['package']> = {
  id: newId('pkg'), state: 'ready', partsDone: 126, partsTotal: 126, startedAt: at(70), readyAt: at(66), bytes: 312_458_112, sha256: hash, signingKeyId: 'guardroom/dst/evidence/b5bb9d80', footageSeconds: 1_188, missingSeconds: 12, downloads: 1,
};
const base = {
  caseNumber: '东公（治）受案字〔2026〕1187号', facts: '校门口电动自行车被盗', places: '东门内侧及门前非机动车停放处', from: at(1_500), to: at(1_440), deadline: at(-1_700), filedBy: '彭飞', filedAt: at(180),
  officers: [{ name: '彭飞', badge: '013579' }, { name: '陆远', badge: '013580' }], refusal: null, withdrawal: null, receipt: null,
};
const paper = { kinds: ['notice', 'officer_ids', 'case_document'] as Case['papers'][number]['kinds'], name: '调取通知书、证件与受案登记.pdf', sha256: hash, at: at(170) };
const steps = (kinds: readonly (readonly [string, string])[]): Case['steps'] => kinds.map(([kind, by], i) => ({ kind, by, at: at(180 - i * 12), factId: newId('fct'), leafIndex: i < kinds.length - 1 ? 18_200 + i * 3 : null }));

export const cases: Case[] = [
  {
    ...base, id: newId('aut'), state: 'fulfilled', noticeNumber: '东公（治）调字〔2026〕102号', missingPapers: [], school: { id: newId('sch'), name: '东湖区实验小学' }, papers: [paper], package: ready,
    grant: { from: at(1_490), to: at(1_470), places: ['东门', '西围墙'], reasons: '依法予以协助，只提供与案件有关的二十分钟。' }, may: ['fetch', 'confirm_receipt'],
    steps: steps([['filed', '彭飞'], ['paper_brought', '彭飞'], ['cameras_found', '刘畅'], ['verified_once', '李国强'], ['verified', '刘畅'], ['approved_once', '周明远'], ['approved', '方琳'], ['package_ready', 'Guardroom'], ['handed_over', '彭飞']]),
  },
  { ...base, id: newId('aut'), state: 'received', noticeNumber: '东公（交）调字〔2026〕45号', facts: '校门前机动车刮擦行人', missingPapers: ['officer_ids', 'case_document'], school: { id: newId('sch'), name: '东湖区第二中学' }, papers: [{ ...paper, kinds: ['notice'], name: '通知书.jpg' }], package: null, grant: null, may: ['bring_papers', 'withdraw'], steps: steps([['filed', '彭飞'], ['paper_brought', '彭飞']]) },
  { ...base, id: newId('aut'), state: 'approved', noticeNumber: '东公（刑）调字〔2026〕9号', missingPapers: [], school: { id: newId('sch'), name: '东湖区实验小学' }, papers: [paper], package: { ...ready, state: 'building', partsDone: 41, partsTotal: 126, readyAt: null, bytes: null, sha256: null, downloads: 0 }, grant: { from: base.from, to: base.to, places: ['东门'], reasons: '同意。' }, may: [], steps: steps([['filed', '彭飞'], ['approved', '方琳']]) },
  { ...base, id: newId('aut'), state: 'refused', noticeNumber: '东公（治）调字〔2026〕77号', missingPapers: [], school: { id: newId('sch'), name: '东湖区临江路小学' }, papers: [paper], package: null, grant: null, refusal: { ground: 'no_such_footage', words: '该时段早于保存期限，已依规清理。', by: '周明远', at: at(60) }, may: [], steps: steps([['filed', '彭飞'], ['refused', '周明远']]) },
];

/** The school's side; `cameras` are those of the gallery. */
export const authorityRequests = (cameras: readonly { id: string; name: string; location: string }[]): Request[] => {
  const signed = (name: string, role: string, minutesAgo: number, words: string) => ({ by: { id: newId('psn'), name }, role, at: at(minutesAgo), words });
  const documents = [{ ...paper, documentId: newId('doc') }];
  return [
    {
      ...base, id: newId('aut'), state: 'verified', noticeNumber: '东公（治）调字〔2026〕103号', deadline: at(-300), agency, missingPapers: [], papers: documents, cameras: cameras.slice(0, 2).map((camera) => ({ ...camera, granted: false })), mappedBy: '刘畅', hold: { until: at(-40_000), cameras: 2, isPreserved: false }, release: null,
      verifications: [{ ...signed('李国强', 'security_lead', 90, '文书与两名办案人员属实'), callBackNumber: '010-6655', callBackPerson: '值班民警 王' }, { ...signed('刘畅', 'centre_head', 80, '属实'), callBackNumber: '010-6656', callBackPerson: '内勤 赵' }], approvals: [], grant: null, package: null, may: ['map', 'approve', 'refuse'],
    },
    { ...base, id: newId('aut'), state: 'papers_uploaded', noticeNumber: '东公（交）调字〔2026〕45号', agency, missingPapers: [], papers: documents, cameras: [], mappedBy: null, hold: { until: at(-40_000), cameras: 6, isPreserved: false }, release: null, verifications: [], approvals: [], grant: null, package: null, may: ['map', 'verify'] },
    { ...base, id: newId('aut'), state: 'fulfilled', noticeNumber: '东公（治）调字〔2026〕102号', agency, missingPapers: [], papers: documents, cameras: cameras.slice(0, 1).map((camera) => ({ ...camera, granted: true })), mappedBy: '刘畅', hold: { until: at(-100_000), cameras: 1, isPreserved: true }, release: null, verifications: [], approvals: [signed('周明远', 'principal', 70, '依法予以协助')], grant: { from: at(1_490), to: at(1_470), reasons: '依法予以协助' }, package: ready, may: [] },
  ];
};
export const evidenceKey = { districtId: '', district: '东湖区教育局', keyId: 'guardroom/dst/evidence/b5bb9d80', algorithm: 'Ed25519', publicKeyPem: '', fingerprint: hash };
