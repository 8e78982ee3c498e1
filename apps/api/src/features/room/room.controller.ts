import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, roomRoutes } from '@guardroom/contracts';
import type { SchoolActor } from '@guardroom/db';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { AdmitVisitor } from './commands/admit-visitor.ts';
import { DecideVisitor } from './commands/decide-visitor.ts';
import { NoteExit } from './commands/note-exit.ts';
import { RegisterVisitor } from './commands/register-visitor.ts';
import { ListVisitors } from './queries/list-visitors.ts';

type Routes = typeof roomRoutes;
type Asked<K extends keyof Routes> = Input<Routes[K]>;
type Out<K extends keyof Routes> = Promise<Result<Routes[K]>>;

@Controller()
export class RoomController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(roomRoutes.listVisitors)
  listVisitors(@By() by: SchoolActor, @In() input: Asked<'listVisitors'>): Out<'listVisitors'> {
    return this.#queries.execute(new ListVisitors(by, input));
  }

  @Operation(roomRoutes.registerVisitor)
  registerVisitor(@By() by: SchoolActor, @In() input: Asked<'registerVisitor'>): Out<'registerVisitor'> {
    return this.#commands.execute(new RegisterVisitor(by, input));
  }

  @Operation(roomRoutes.decideVisitor)
  decideVisitor(@By() by: SchoolActor, @In() input: Asked<'decideVisitor'>): Out<'decideVisitor'> {
    return this.#commands.execute(new DecideVisitor(by, input));
  }

  @Operation(roomRoutes.admitVisitor)
  admitVisitor(@By() by: SchoolActor, @In() input: Asked<'admitVisitor'>): Out<'admitVisitor'> {
    return this.#commands.execute(new AdmitVisitor(by, input));
  }

  @Operation(roomRoutes.noteExit)
  noteExit(@By() by: SchoolActor, @In() input: Asked<'noteExit'>): Out<'noteExit'> {
    return this.#commands.execute(new NoteExit(by, input));
  }
}
