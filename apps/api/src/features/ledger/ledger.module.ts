import { Module } from '@nestjs/common';
import { CheckLedgerHandler } from './commands/check-ledger.ts';
import { LedgerController } from './ledger.controller.ts';
import { ListDistrictFactsHandler, ListFactsHandler } from './queries/list-facts.ts';
import { ProveFactHandler } from './queries/prove-fact.ts';
import { GetLedgerHandler, ReadLogHandler } from './queries/read-log.ts';
import { Sealer } from './sealer.ts';

@Module({
  controllers: [LedgerController],
  providers: [Sealer, ListFactsHandler, ListDistrictFactsHandler, ProveFactHandler, GetLedgerHandler, ReadLogHandler, CheckLedgerHandler],
  exports: [Sealer],
})
export class LedgerModule {}
