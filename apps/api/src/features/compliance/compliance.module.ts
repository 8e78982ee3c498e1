import { Module } from '@nestjs/common';
import { DecideViolationCaseHandler } from './commands/decide-violation-case.ts';
import { ComplianceController } from './compliance.controller.ts';
import { ExportComplianceHandler } from './queries/export-compliance.ts';
import { GetComplianceMatrixHandler } from './queries/get-compliance-matrix.ts';
import { ListDistrictSchoolsHandler } from './queries/list-district-schools.ts';
import { ListResultsHandler } from './queries/list-results.ts';
import { ListViolationCasesHandler } from './queries/list-violation-cases.ts';
import { RetentionEvaluator } from './retention-evaluator.ts';
import { SchoolEvaluator } from './school-evaluator.ts';
import { StoreSampler } from './store-sampler.ts';

@Module({
  controllers: [ComplianceController],
  providers: [SchoolEvaluator, RetentionEvaluator, StoreSampler, ListResultsHandler, ListDistrictSchoolsHandler, GetComplianceMatrixHandler, ExportComplianceHandler, ListViolationCasesHandler, DecideViolationCaseHandler],
})
export class ComplianceModule {}
