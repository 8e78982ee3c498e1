import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Input, Result, Routes } from '@guardroom/contracts';
import { SEVERE_VIOLATIONS } from '@guardroom/domain';
import type { SchoolActor } from '@guardroom/db';
import { Tenants } from '../../../platform/database/databases.ts';
import { Refused, notFound } from '../../../platform/errors/refused.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { type ViolationRow, violationOf } from '../violation-case.ts';

type View = Result<Routes['decideViolationCase']>;

/**
 * Decides a case of violation.
 * @refuses violation.own_case — for the person whom it concerns
 * @refuses violation.already_decided — a decision stands
 * @refuses violation.must_be_referred — a severe one may only be found unfounded or referred
 */
export class DecideViolationCase extends Command<View> {
  readonly by: SchoolActor;
  readonly caseId: string;
  readonly body: Input<Routes['decideViolationCase']>['body'];
  constructor(by: SchoolActor, caseId: string, body: Input<Routes['decideViolationCase']>['body']) {
    super();
    this.by = by;
    this.caseId = caseId;
    this.body = body;
  }
}

@CommandHandler(DecideViolationCase)
export class DecideViolationCaseHandler implements ICommandHandler<DecideViolationCase> {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  execute({ by, caseId, body: { outcome, words } }: DecideViolationCase): Promise<View> {
    return this.#db.write(by, async (tx) => {
      const [row] = await tx.sql<ViolationRow>`select * from violation_cases where school_id = ${by.schoolId} and case_id = ${caseId} for update`;
      if (!row) throw notFound();
      if (row.person_id === by.personId) throw new Refused('violation.own_case');
      if (row.outcome) throw new Refused('violation.already_decided');
      if (SEVERE_VIOLATIONS.includes(row.rule) && outcome !== 'referred' && outcome !== 'unfounded') throw new Refused('violation.must_be_referred');
      const at = this.#clock.now();
      await tx.sql`update violation_cases set outcome = ${outcome}, words = ${words}, decided_by = ${by.personId}, decided_by_name = ${by.name}, decided_at = ${at} where school_id = ${by.schoolId} and case_id = ${caseId}`;
      await appendFact(tx, by, { type: 'violation_case.decided', subject: caseId, at, body: { rule: row.rule, outcome, words } });
      return violationOf({ ...row, outcome, words, decided_by_name: by.name, decided_at: new Date(at) }, by);
    });
  }
}
