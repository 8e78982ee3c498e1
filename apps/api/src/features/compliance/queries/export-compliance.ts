import { Readable } from 'node:stream';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Input, Routes } from '@guardroom/contracts';
import { type ResultCounts, scoreOf } from '@guardroom/domain';
import type { DistrictActor } from '@guardroom/db';
import { type CivilDay, daysBetween } from '@guardroom/kernel';
import { controlTitle } from '@guardroom/policy-pack';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused } from '../../../platform/errors/refused.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { COUNTS } from '../counts-sql.ts';

/** One export covers at most this many days. */
const LONGEST_DAYS = 31;
/** Rows that are read at a time, each batch in a transaction of its own. */
const BATCH = 2_000;

/**
 * All results of a stretch of days, as JSON that scores can be computed from again, or as a table.
 * @refuses compliance.export_too_long — for more than 31 days
 */
export class ExportCompliance extends Query<Readable> {
  readonly by: DistrictActor;
  readonly query: Input<Routes['exportCompliance']>['query'];
  readonly format: 'json' | 'csv';
  constructor(by: DistrictActor, query: Input<Routes['exportCompliance']>['query'], format: 'json' | 'csv') {
    super();
    this.by = by;
    this.query = query;
    this.format = format;
  }
}

type Score = ResultCounts & { school_id: string; name: string; day: string };
type ResultRow = {
  school_id: string; name: string; day: string; control: string; severity: string; result: string; reason: { code: string; figures: Record<string, number | string> }; looked_at: number;
  rule: object; tally: object; parameters: object; evidence: object; fact_id: string | null; evaluated_at: Date;
};

@QueryHandler(ExportCompliance)
export class ExportComplianceHandler implements IQueryHandler<ExportCompliance> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async execute({ by, query, format }: ExportCompliance): Promise<Readable> {
    if (daysBetween(query.from as CivilDay, query.to as CivilDay) >= LONGEST_DAYS) throw new Refused('compliance.export_too_long', { details: { longestDays: LONGEST_DAYS } });
    const rows = this.#results(by, query);
    return Readable.from(format === 'csv' ? table(rows) : this.#json(by, query, rows));
  }

  async *#json(by: DistrictActor, { from, to }: ExportCompliance['query'], rows: AsyncIterable<ResultRow>): AsyncGenerator<string> {
    const scores = await this.#db.read(by, (tx) =>
      tx.query<Score>(
        `select c.school_id, s.name, to_char(c.day, 'YYYY-MM-DD') as day, ${COUNTS} from control_results c join schools s using (school_id) where c.district_id = $1 and c.day between $2::date and $3::date group by c.school_id, s.name, c.day order by c.day, c.school_id`,
        [by.districtId, from, to],
      ),
    );
    const head = { format: 'guardroom-compliance-export/1', districtId: by.districtId, from, to, madeAt: this.#clock.now(), scores: scores.map((s) => ({ schoolId: s.school_id, school: s.name, day: s.day, ...scoreOf(s) })) };
    yield `${JSON.stringify(head).slice(0, -1)},"results":[`;
    let comma = '\n';
    for await (const r of rows) {
      const { school_id: schoolId, name: school, looked_at: lookedAt, fact_id: factId, evaluated_at, ...rest } = r;
      yield `${comma}${JSON.stringify({ schoolId, school, ...rest, lookedAt, factId, evaluatedAt: evaluated_at.toISOString() })}`;
      comma = ',\n';
    }
    yield '\n]}\n';
  }

  /** Every result in the order of day, school and control; a batch begins after the last row of the one before. */
  async *#results(by: DistrictActor, { from, to }: ExportCompliance['query']): AsyncGenerator<ResultRow> {
    let after: [string, string, string] = ['0001-01-01', '', ''];
    for (;;) {
      const batch = await this.#db.read(by, (tx) =>
        tx.query<ResultRow>(
          `select c.school_id, s.name, to_char(c.day, 'YYYY-MM-DD') as day, c.control, c.severity, c.result, c.reason, c.looked_at, c.rule, c.tally, c.parameters, c.evidence, c.fact_id, c.evaluated_at
             from control_results c join schools s using (school_id)
            where c.district_id = $1 and c.day between $2::date and $3::date and (c.day, c.school_id, c.control) > ($4::date, $5, $6) order by c.day, c.school_id, c.control limit ${BATCH}`,
          [by.districtId, from, to, ...after],
        ),
      );
      yield* batch;
      const last = batch.at(-1);
      if (!last || batch.length < BATCH) return;
      after = [last.day, last.school_id, last.control];
    }
  }
}

const HEAD = ['学校 School', '日期 Day', '控制项 Control', '名称 Title', '级别 Severity', '判定 Result', '理由 Reason', '数据 Figures', '核对项数 Looked at', '判定时间 Evaluated at'];
/** A cell that no spreadsheet takes for a formula. */
const cell = (value: string | number): string => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
const line = (cells: readonly (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** UTF-8 with its mark, so that spreadsheets read Chinese. */
async function* table(rows: AsyncIterable<ResultRow>): AsyncGenerator<string> {
  yield `\uFEFF${line(HEAD)}`;
  for await (const r of rows) {
    const figures = Object.entries(r.reason.figures).map(([name, value]) => `${name}=${value}`);
    yield line([r.name, r.day, r.control, controlTitle(r.control)?.zh ?? r.control, r.severity, r.result, r.reason.code, figures.join(' '), r.looked_at, r.evaluated_at.toISOString()]);
  }
}
