import { Module } from '@nestjs/common';
import { ProofMemory, Proofs } from '../footage-access/public.ts';
import { RecordingKeys } from '../recording/public.ts';
import { AuthorityController } from './authority.controller.ts';
import { AnswerAuthorityReleaseHandler } from './commands/answer-authority-release.ts';
import { ApproveRequestHandler } from './commands/approve-request.ts';
import { AskAuthorityReleaseHandler } from './commands/ask-authority-release.ts';
import { BringPaperHandler } from './commands/bring-paper.ts';
import { ConfirmReceiptHandler } from './commands/confirm-receipt.ts';
import { FileCaseHandler } from './commands/file-case.ts';
import { HandOverPackageHandler } from './commands/hand-over-package.ts';
import { MapPlacesHandler } from './commands/map-places.ts';
import { OpenDownloadHandler } from './commands/open-download.ts';
import { RefuseAuthorityRequestHandler } from './commands/refuse-authority-request.ts';
import { VerifyRequestHandler } from './commands/verify-request.ts';
import { WithdrawCaseHandler } from './commands/withdraw-case.ts';
import { BuildPackage } from './due/build-package.ts';
import { EvidenceKeys } from './package/evidence-keys.ts';
import { PackageBuilder } from './package/package-builder.ts';
import { PackageStore } from './package/package-store.ts';
import { PackageSources } from './package/sources.ts';
import { GetAuthorityRequestHandler, ListAuthorityRequestsHandler } from './queries/authority-requests.ts';
import { GetCaseHandler, ListCaseSchoolsHandler, ListCasesHandler } from './queries/cases.ts';
import { GetEvidenceKeyHandler } from './queries/get-evidence-key.ts';
import { ReleaseWithdrawn } from './reactions/release-withdrawn.ts';

const commands = [
  FileCaseHandler, BringPaperHandler, MapPlacesHandler, VerifyRequestHandler, ApproveRequestHandler, RefuseAuthorityRequestHandler, WithdrawCaseHandler, OpenDownloadHandler, HandOverPackageHandler, ConfirmReceiptHandler,
  AskAuthorityReleaseHandler, AnswerAuthorityReleaseHandler,
];
const queries = [ListCaseSchoolsHandler, ListCasesHandler, GetCaseHandler, ListAuthorityRequestsHandler, GetAuthorityRequestHandler, GetEvidenceKeyHandler];

/** Requests of competent authorities, and the evidence packages that answer them. */
@Module({
  controllers: [AuthorityController],
  providers: [...commands, ...queries, BuildPackage, ReleaseWithdrawn, EvidenceKeys, PackageBuilder, PackageStore, PackageSources, Proofs, ProofMemory, RecordingKeys],
})
export class AuthorityModule {}
