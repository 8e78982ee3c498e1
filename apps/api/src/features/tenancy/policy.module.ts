import { Module } from '@nestjs/common';
import { DecidePolicyHandler } from './commands/decide-policy.ts';
import { ProposePolicyHandler } from './commands/propose-policy.ts';
import { SettleDaily } from './due/settle-daily.ts';
import { PolicyController } from './policy.controller.ts';
import { GetDistrictPolicyHandler, GetSchoolPolicyHandler } from './queries/get-policy.ts';
import { ListPolicyVersionsHandler } from './queries/list-policy-versions.ts';
import { ListSchoolPoliciesHandler } from './queries/list-school-policies.ts';

/** Policy: the district's baseline and what schools add to it. */
@Module({ controllers: [PolicyController], providers: [ProposePolicyHandler, DecidePolicyHandler, GetSchoolPolicyHandler, GetDistrictPolicyHandler, ListPolicyVersionsHandler, ListSchoolPoliciesHandler, SettleDaily] })
export class PolicyModule {}
