import type { Result, Routes } from '@guardroom/contracts';
import type { MachineActor } from '@guardroom/db';
import type { Camera } from '../../../../../../libs/testkit/src/builders/index.ts';
import type { Answer, TestApi } from '../../../testing/start-api.ts';
import { BuildPackage } from '../due/build-package.ts';
import { BUILD_PACKAGE } from '../package/work.ts';

type Case = Result<Routes['getCase']>;
type Request = Result<Routes['getAuthorityRequest']>;

/** The smallest file that begins like a PDF. */
export const aScan = (name = '调取通知书.pdf', kinds: readonly string[] = ['notice', 'officer_ids', 'case_document']) => ({ name, mediaType: 'application/pdf', contentBase64: Buffer.from(`%PDF-1.7\n${name}`).toString('base64'), kinds });

let notices = 0;
/** A notice that nobody has used. */
export const nextNotice = (): string => `示公调字〔2026〕${process.pid}-${(notices += 1)}号`;

/** A request's road at 明德小学, step by step, by the people of the demo. */
export class Road {
  readonly api: TestApi;
  readonly officer: string;
  constructor(api: TestApi, officer = 'peng.fei') {
    this.api = api;
    this.officer = officer;
  }

  /** A notice about the last hour, valid unless bent. */
  notice(over: object = {}): object {
    const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
    return {
      schoolId: this.api.schools[0].schoolId, caseNumber: '示公刑立字〔2026〕17号', noticeNumber: nextNotice(), facts: '校门口电动自行车被盗案', places: '东门及门前道路', from: ago(60), to: ago(30), deadline: ago(-24 * 60),
      officers: [{ name: '彭飞', badge: '013579' }, { name: '陆远', badge: '013580' }], ...over,
    };
  }

  file(over: object = {}): Promise<Answer<Case>> {
    return this.api.call<Case>(this.officer, 'POST', '/v1/cases', this.notice(over));
  }

  at(id: string, rest = ''): string {
    return `/v1/schools/${this.api.schools[0].schoolId}/authority-requests/${id}${rest}`;
  }

  bring(id: string, scan: object = aScan()): Promise<Answer<Case>> {
    return this.api.call<Case>(this.officer, 'POST', `/v1/cases/${id}/papers`, scan);
  }

  withdraw(id: string): Promise<Answer<Case>> {
    return this.api.call<Case>(this.officer, 'POST', `/v1/cases/${id}/withdrawal`, { reason: '时段写错' });
  }

  map(id: string, cameras: readonly Camera[], who = 'guo.tao'): Promise<Answer<Request>> {
    return this.api.call<Request>(who, 'POST', this.at(id, '/cameras'), { cameraIds: cameras.map((camera) => camera.cameraId) });
  }

  verify(id: string, who: string): Promise<Answer<Request>> {
    return this.api.call<Request>(who, 'POST', this.at(id, '/verification'), { callBackNumber: '010-6655', callBackPerson: '值班民警 王', words: '文书与人员属实' });
  }

  approve(id: string, who: string, part?: object): Promise<Answer<Request>> {
    return this.api.call<Request>(who, 'POST', this.at(id, '/approval'), { reasons: '依法予以协助', ...(part ? { part } : {}) });
  }

  /** Filed, with all papers, cameras found, and verified by two. */
  async verified(cameras: readonly Camera[], over: object = {}): Promise<Case> {
    const { body } = must(await this.file(over));
    must(await this.bring(body.id));
    must(await this.map(body.id, cameras));
    for (const who of ['zhao.an', 'guo.tao']) must(await this.verify(body.id, who));
    return body;
  }

  /** Approved by two, wholly or in part, and its package built. */
  async granted(cameras: readonly Camera[], over: object = {}, part?: object): Promise<Case> {
    const filed = await this.verified(cameras, over);
    must(await this.approve(filed.id, 'chen.ming', part));
    must(await this.approve(filed.id, 'fang.lin'));
    await this.build(filed.id);
    return must(await this.api.call<Case>(this.officer, 'GET', `/v1/cases/${filed.id}`)).body;
  }

  /** Does the work that the second approval left due, with a ticket of its own unless given. */
  async build(id: string, by?: MachineActor): Promise<void> {
    const { rows } = await this.api.database.admin.query<{ subject: string; due_at: Date }>('select d.subject, d.due_at from due_work d join evidence_packages k on k.package_id = d.subject where d.kind = $1 and k.request_id = $2', [BUILD_PACKAGE, id]);
    const [due] = rows;
    if (!due) throw new Error('no package is due');
    await this.api.app.get(BuildPackage, { strict: false }).handle(by ?? (await this.api.machine(this.api.schools[0], BUILD_PACKAGE)), { kind: BUILD_PACKAGE, subject: due.subject, dueAt: due.due_at });
  }
}

/** The answer, when it is a success. @throws Error — with what was refused */
export function must<T>(answer: Answer<T>): Answer<T> {
  if (answer.error) throw new Error(`${answer.status} ${JSON.stringify(answer.error)}`);
  return answer;
}
