import { Module } from '@nestjs/common';
import { ComplianceController } from './compliance.controller.ts';
import { ListDistrictSchoolsHandler } from './queries/list-district-schools.ts';
import { ListResultsHandler } from './queries/list-results.ts';
import { RetentionEvaluator } from './retention-evaluator.ts';
import { SchoolEvaluator } from './school-evaluator.ts';

@Module({ controllers: [ComplianceController], providers: [SchoolEvaluator, RetentionEvaluator, ListResultsHandler, ListDistrictSchoolsHandler] })
export class ComplianceModule {}
