import { type Input, policyRoutes as routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { DecidePolicy } from './commands/decide-policy.ts';
import { ProposePolicy } from './commands/propose-policy.ts';
import { GetDistrictPolicy, GetSchoolPolicy } from './queries/get-policy.ts';
import { ListPolicyVersions } from './queries/list-policy-versions.ts';
import { ListSchoolPolicies } from './queries/list-school-policies.ts';

@Controller()
export class PolicyController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.getSchoolPolicy) getSchoolPolicy(@By() by: SchoolActor) { return this.#queries.execute(new GetSchoolPolicy(by)); }
  @Operation(routes.listSchoolPolicyVersions) listSchoolPolicyVersions(@By() by: SchoolActor, @In() input: Input<typeof routes.listSchoolPolicyVersions>) { return this.#queries.execute(new ListPolicyVersions(by, input.query)); }
  @Operation(routes.proposeSchoolPolicy) proposeSchoolPolicy(@By() by: SchoolActor, @In() input: Input<typeof routes.proposeSchoolPolicy>) { return this.#commands.execute(new ProposePolicy(by, input.body)); }
  @Operation(routes.decideSchoolPolicy) async decideSchoolPolicy(@By() by: SchoolActor, @In() input: Input<typeof routes.decideSchoolPolicy>) {
    const { schoolsTightened: _one, ...version } = await this.#commands.execute(new DecidePolicy(by, input.params.policyId, input.body));
    return version;
  }
  @Operation(routes.getDistrictPolicy) getDistrictPolicy(@By() by: DistrictActor) { return this.#queries.execute(new GetDistrictPolicy(by)); }
  @Operation(routes.listDistrictPolicyVersions) listDistrictPolicyVersions(@By() by: DistrictActor, @In() input: Input<typeof routes.listDistrictPolicyVersions>) { return this.#queries.execute(new ListPolicyVersions(by, input.query)); }
  @Operation(routes.proposeDistrictPolicy) proposeDistrictPolicy(@By() by: DistrictActor, @In() input: Input<typeof routes.proposeDistrictPolicy>) { return this.#commands.execute(new ProposePolicy(by, input.body)); }
  @Operation(routes.decideDistrictPolicy) decideDistrictPolicy(@By() by: DistrictActor, @In() input: Input<typeof routes.decideDistrictPolicy>) { return this.#commands.execute(new DecidePolicy(by, input.params.policyId, input.body)); }
  @Operation(routes.listSchoolPolicies) listSchoolPolicies(@By() by: DistrictActor, @In() input: Input<typeof routes.listSchoolPolicies>) { return this.#queries.execute(new ListSchoolPolicies(by, input.query)); }
}
