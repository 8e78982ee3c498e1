import { type Input, routes } from '@guardroom/contracts';
import type { DistrictActor, SchoolActor } from '@guardroom/db';
import { Controller, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { By, In, Operation } from '../../platform/http/operation.ts';
import { OpenDocument } from './commands/open-document.ts';
import { StoreDocument } from './commands/store-document.ts';

@Controller()
export class DocumentsController {
  readonly #commands: CommandBus;
  constructor(commands: CommandBus) {
    this.#commands = commands;
  }

  @Operation(routes.storeDocument) storeDocument(@By() by: SchoolActor, @In() input: Input<typeof routes.storeDocument>) { return this.#commands.execute(new StoreDocument(by, input.body)); }
  @Operation(routes.openDocument) openDocument(@By() by: SchoolActor, @In() input: Input<typeof routes.openDocument>) { return this.#open(by, input.params.documentId); }
  @Operation(routes.openSharedDocument) openSharedDocument(@By() by: DistrictActor, @In() input: Input<typeof routes.openSharedDocument>) { return this.#open(by, input.params.documentId); }

  async #open(by: SchoolActor | DistrictActor, documentId: string): Promise<StreamableFile> {
    const { content, name } = await this.#commands.execute(new OpenDocument(by, documentId));
    return new StreamableFile(content, { type: 'application/octet-stream', length: content.length, disposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}` });
  }
}
