import { Module } from '@nestjs/common';
import { OpenDocumentHandler } from './commands/open-document.ts';
import { StoreDocumentHandler } from './commands/store-document.ts';
import { DocumentsController } from './documents.controller.ts';

/** Papers that people hand in: scans, undertakings, proofs. */
@Module({ controllers: [DocumentsController], providers: [StoreDocumentHandler, OpenDocumentHandler] })
export class DocumentsModule {}
