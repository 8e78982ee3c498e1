import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, dutyRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { BeginStandIn } from './commands/begin-stand-in.ts';
import { DecideStandIn } from './commands/decide-stand-in.ts';
import { DisputeHandover } from './commands/dispute-handover.ts';
import { EndShift } from './commands/end-shift.ts';
import { PrepareHandover } from './commands/prepare-handover.ts';
import { PublishRoster } from './commands/publish-roster.ts';
import { SaveRoster } from './commands/save-roster.ts';
import { SignHandover } from './commands/sign-handover.ts';
import { SignOn } from './commands/sign-on.ts';
import { TakeOver } from './commands/take-over.ts';
import { WriteLog } from './commands/write-log.ts';
import { GetHandover } from './queries/get-handover.ts';
import { GetMyShift } from './queries/get-my-shift.ts';
import { GetRosterWeek } from './queries/get-roster-week.ts';
import { ListHandovers } from './queries/list-handovers.ts';
import { ListLog } from './queries/list-log.ts';
import { ListRosters } from './queries/list-rosters.ts';
import { ListShifts } from './queries/list-shifts.ts';

type Routes = typeof dutyRoutes;
type Asked<K extends keyof Routes> = Input<Routes[K]>;
type Out<K extends keyof Routes> = Promise<Result<Routes[K]>>;

@Controller()
export class DutyController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(dutyRoutes.getRosterWeek)
  getRosterWeek(@By() by: SchoolActor, @In() input: Asked<'getRosterWeek'>): Out<'getRosterWeek'> {
    return this.#queries.execute(new GetRosterWeek(by, input));
  }

  @Operation(dutyRoutes.listRosters)
  listRosters(@By() by: SchoolActor, @In() input: Asked<'listRosters'>): Out<'listRosters'> {
    return this.#queries.execute(new ListRosters(by, input));
  }

  @Operation(dutyRoutes.saveRoster)
  saveRoster(@By() by: SchoolActor, @In() input: Asked<'saveRoster'>): Out<'saveRoster'> {
    return this.#commands.execute(new SaveRoster(by, input));
  }

  @Operation(dutyRoutes.publishRoster)
  publishRoster(@By() by: SchoolActor, @In() input: Asked<'publishRoster'>): Out<'publishRoster'> {
    return this.#commands.execute(new PublishRoster(by, input));
  }

  @Operation(dutyRoutes.listShifts)
  listShifts(@By() by: SchoolActor, @In() input: Asked<'listShifts'>): Out<'listShifts'> {
    return this.#queries.execute(new ListShifts(by, input));
  }

  @Operation(dutyRoutes.getMyShift)
  getMyShift(@By() by: SchoolActor): Out<'getMyShift'> {
    return this.#queries.execute(new GetMyShift(by));
  }

  @Operation(dutyRoutes.signOn)
  signOn(@By() by: SchoolActor, @In() input: Asked<'signOn'>): Out<'signOn'> {
    return this.#commands.execute(new SignOn(by, input));
  }

  @Operation(dutyRoutes.beginStandIn)
  beginStandIn(@By() by: SchoolActor, @In() input: Asked<'beginStandIn'>): Out<'beginStandIn'> {
    return this.#commands.execute(new BeginStandIn(by, input));
  }

  @Operation(dutyRoutes.decideStandIn)
  decideStandIn(@By() by: SchoolActor, @In() input: Asked<'decideStandIn'>): Out<'decideStandIn'> {
    return this.#commands.execute(new DecideStandIn(by, input));
  }

  @Operation(dutyRoutes.endShift)
  endShift(@By() by: SchoolActor, @In() input: Asked<'endShift'>): Out<'endShift'> {
    return this.#commands.execute(new EndShift(by, input));
  }

  @Operation(dutyRoutes.writeLog)
  writeLog(@By() by: SchoolActor, @In() input: Asked<'writeLog'>): Out<'writeLog'> {
    return this.#commands.execute(new WriteLog(by, input));
  }

  @Operation(dutyRoutes.listLog)
  listLog(@By() by: SchoolActor, @In() input: Asked<'listLog'>): Out<'listLog'> {
    return this.#queries.execute(new ListLog(by, input));
  }

  @Operation(dutyRoutes.prepareHandover)
  prepareHandover(@By() by: SchoolActor, @In() input: Asked<'prepareHandover'>): Out<'prepareHandover'> {
    return this.#commands.execute(new PrepareHandover(by, input));
  }

  @Operation(dutyRoutes.signHandover)
  signHandover(@By() by: SchoolActor, @In() input: Asked<'signHandover'>): Out<'signHandover'> {
    return this.#commands.execute(new SignHandover(by, input));
  }

  @Operation(dutyRoutes.takeOver)
  takeOver(@By() by: SchoolActor, @In() input: Asked<'takeOver'>): Out<'takeOver'> {
    return this.#commands.execute(new TakeOver(by, input));
  }

  @Operation(dutyRoutes.disputeHandover)
  disputeHandover(@By() by: SchoolActor, @In() input: Asked<'disputeHandover'>): Out<'disputeHandover'> {
    return this.#commands.execute(new DisputeHandover(by, input));
  }

  @Operation(dutyRoutes.getHandover)
  getHandover(@By() by: SchoolActor, @In() input: Asked<'getHandover'>): Out<'getHandover'> {
    return this.#queries.execute(new GetHandover(by, input));
  }

  @Operation(dutyRoutes.listHandovers)
  listHandovers(@By() by: SchoolActor, @In() input: Asked<'listHandovers'>): Out<'listHandovers'> {
    return this.#queries.execute(new ListHandovers(by, input));
  }
}
