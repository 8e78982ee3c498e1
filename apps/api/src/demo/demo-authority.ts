import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CaseActor } from '@guardroom/db';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { BringPaper, FileCase } from '../features/authority/public.ts';

type Notice = { readonly noticeNumber: string; readonly caseNumber: string; readonly facts: string; readonly places: string; readonly hoursAgo: number; readonly school: string; readonly hasPapers: boolean };

/** One request that waits for the school to verify it, and one whose papers are still to come. */
const NOTICES: readonly Notice[] = [
  { noticeNumber: '示公（治）调字〔2026〕102号', caseNumber: '示公（治）受案字〔2026〕1187号', facts: '校门口电动自行车被盗', places: '东门内侧及门前非机动车停放处', hoursAgo: 1, school: '明德小学', hasPapers: true },
  { noticeNumber: '示公（交）调字〔2026〕45号', caseNumber: '示公（交）受案字〔2026〕310号', facts: '校门前机动车刮擦行人', places: '校门口人行横道', hoursAgo: 2, school: '启智中学', hasPapers: false },
];

/** Requests of the demo's police to its schools, filed as its liaison would. */
@Injectable()
export class DemoAuthority {
  readonly #commands: CommandBus;
  readonly #identity: Identity;
  readonly #db: Tenants;
  constructor(commands: CommandBus, identity: Identity, db: Tenants) {
    this.#commands = commands;
    this.#identity = identity;
    this.#db = db;
  }

  /** Files what is not filed yet; answers how many. */
  async file(liaison: { readonly sub: string }): Promise<number> {
    const by = await this.#liaison(liaison.sub);
    let filed = 0;
    for (const { hoursAgo, school, hasPapers, ...notice } of NOTICES) {
      const schoolId = await this.#unused(by, notice.noticeNumber, school);
      if (!schoolId) continue;
      const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
      const { id } = await this.#commands.execute(new FileCase(by, { ...notice, schoolId, from: at(-hoursAgo), to: at(-hoursAgo / 2), deadline: at(48), officers: [{ name: by.name, badge: '013579' }, { name: '陆远', badge: '013580' }] }));
      if (hasPapers) await this.#commands.execute(new BringPaper(by, id, { name: '调取通知书、证件与受案登记.pdf', mediaType: 'application/pdf', contentBase64: onePage('Demonstration: notice, two officers, case document').toString('base64'), kinds: ['notice', 'officer_ids', 'case_document'] }));
      filed += 1;
    }
    return filed;
  }

  /** The school's id, while no request names the notice. */
  async #unused(by: CaseActor, noticeNumber: string, school: string): Promise<string | undefined> {
    const [row] = await this.#db.read(by, (tx) => tx.sql<{ school_id: string }>`
      select school_id from schools where name = ${school} and not exists (select from authority_requests where notice_number = ${noticeNumber})`);
    return row?.school_id;
  }

  async #liaison(sub: string): Promise<CaseActor> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub, sid: undefined, jti: `demo:${sub}`, azp: 'demo', issuedAt: now, expiresAt: now + 300, secondFactor: true, thumbprint: undefined };
    const by = await this.#identity.actor(await this.#identity.principal(claims), 'case', { kind: 'roles', roles: ['authority_liaison'] }, undefined);
    if (by.kind !== 'case') throw new Error('the liaison of the demo files for no authority');
    return by;
  }
}

/** A PDF of one page that says one line. */
function onePage(words: string): Buffer {
  const content = `BT /F1 14 Tf 60 760 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const places: number[] = [];
  for (const [i, object] of objects.entries()) {
    places.push(text.length);
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(`${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`);
}
