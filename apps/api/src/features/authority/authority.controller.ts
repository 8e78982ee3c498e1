import { Controller, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type Input, type Result, type Routes, routes } from '@guardroom/contracts';
import type { CaseActor, SchoolActor } from '@guardroom/db';
import type { FastifyReply } from 'fastify';
import { By, In, Me, Operation, type OperationRequest } from '../../platform/http/operation.ts';
import type { Principal } from '../../platform/identity/identity.ts';
import { shownBy } from '../footage-access/public.ts';
import { AnswerAuthorityRelease } from './commands/answer-authority-release.ts';
import { ApproveRequest } from './commands/approve-request.ts';
import { AskAuthorityRelease } from './commands/ask-authority-release.ts';
import { BringPaper } from './commands/bring-paper.ts';
import { ConfirmReceipt } from './commands/confirm-receipt.ts';
import { FileCase } from './commands/file-case.ts';
import { HandOverPackage } from './commands/hand-over-package.ts';
import { MapPlaces } from './commands/map-places.ts';
import { OpenDownload } from './commands/open-download.ts';
import { RefuseAuthorityRequest } from './commands/refuse-authority-request.ts';
import { VerifyRequest } from './commands/verify-request.ts';
import { WithdrawCase } from './commands/withdraw-case.ts';
import { GetAuthorityRequest, ListAuthorityRequests } from './queries/authority-requests.ts';
import { GetCase, ListCaseSchools, ListCases } from './queries/cases.ts';
import { GetEvidenceKey } from './queries/get-evidence-key.ts';

type Asked<K extends keyof Routes> = Input<Routes[K]>;
type Out<K extends keyof Routes> = Promise<Result<Routes[K]>>;

@Controller()
export class AuthorityController {
  readonly #commands: CommandBus;
  readonly #queries: QueryBus;
  constructor(commands: CommandBus, queries: QueryBus) {
    this.#commands = commands;
    this.#queries = queries;
  }

  @Operation(routes.listCaseSchools)
  listCaseSchools(@By() by: CaseActor, @In() input: Asked<'listCaseSchools'>): Out<'listCaseSchools'> {
    return this.#queries.execute(new ListCaseSchools(by, input.query));
  }

  @Operation(routes.fileCase)
  fileCase(@By() by: CaseActor, @In() input: Asked<'fileCase'>): Out<'fileCase'> {
    return this.#commands.execute(new FileCase(by, input.body));
  }

  @Operation(routes.listCases)
  listCases(@By() by: CaseActor, @In() input: Asked<'listCases'>): Out<'listCases'> {
    return this.#queries.execute(new ListCases(by, input.query));
  }

  @Operation(routes.getCase)
  getCase(@By() by: CaseActor, @In() input: Asked<'getCase'>): Out<'getCase'> {
    return this.#queries.execute(new GetCase(by, input.params.caseId));
  }

  @Operation(routes.bringPaper)
  bringPaper(@By() by: CaseActor, @In() input: Asked<'bringPaper'>): Out<'bringPaper'> {
    return this.#commands.execute(new BringPaper(by, input.params.caseId, input.body));
  }

  @Operation(routes.withdrawCase)
  withdrawCase(@By() by: CaseActor, @In() input: Asked<'withdrawCase'>): Out<'withdrawCase'> {
    return this.#commands.execute(new WithdrawCase(by, input.params.caseId, input.body.reason));
  }

  @Operation(routes.openDownload)
  openDownload(@By() by: CaseActor, @In() input: Asked<'openDownload'>): Out<'openDownload'> {
    return this.#commands.execute(new OpenDownload(by, input.params.caseId, input.body.proofKeyThumbprint));
  }

  /** Nothing here may be kept by a cache. */
  @Operation(routes.fetchPackage)
  async fetchPackage(@By() by: CaseActor, @Me() me: Principal, @In() input: Asked<'fetchPackage'>, @Req() request: OperationRequest, @Res() reply: FastifyReply): Promise<void> {
    const { name, bytes, content } = await this.#commands.execute(new HandOverPackage(by, input.params.caseId, input.params.downloadId, shownBy(me, request)));
    void reply.type('application/zip').header('content-length', bytes).header('content-disposition', `attachment; filename="${name}"`).send(content); // not awaited: a connection that is cut is no fault of this call
  }

  @Operation(routes.confirmReceipt)
  confirmReceipt(@By() by: CaseActor, @In() input: Asked<'confirmReceipt'>): Out<'confirmReceipt'> {
    return this.#commands.execute(new ConfirmReceipt(by, input.params.caseId, input.body.result));
  }

  @Operation(routes.getEvidenceKey)
  getEvidenceKey(@In() input: Asked<'getEvidenceKey'>): Out<'getEvidenceKey'> {
    return this.#queries.execute(new GetEvidenceKey(input.params.districtId));
  }

  @Operation(routes.listAuthorityRequests)
  listAuthorityRequests(@By() by: SchoolActor, @In() input: Asked<'listAuthorityRequests'>): Out<'listAuthorityRequests'> {
    return this.#queries.execute(new ListAuthorityRequests(by, input.query));
  }

  @Operation(routes.getAuthorityRequest)
  getAuthorityRequest(@By() by: SchoolActor, @In() input: Asked<'getAuthorityRequest'>): Out<'getAuthorityRequest'> {
    return this.#queries.execute(new GetAuthorityRequest(by, input.params.requestId));
  }

  @Operation(routes.mapPlaces)
  mapPlaces(@By() by: SchoolActor, @In() input: Asked<'mapPlaces'>): Out<'mapPlaces'> {
    return this.#commands.execute(new MapPlaces(by, input.params.requestId, input.body.cameraIds));
  }

  @Operation(routes.verifyRequest)
  verifyRequest(@By() by: SchoolActor, @In() input: Asked<'verifyRequest'>): Out<'verifyRequest'> {
    return this.#commands.execute(new VerifyRequest(by, input.params.requestId, input.body));
  }

  @Operation(routes.approveRequest)
  approveRequest(@By() by: SchoolActor, @In() input: Asked<'approveRequest'>): Out<'approveRequest'> {
    return this.#commands.execute(new ApproveRequest(by, input.params.requestId, input.body));
  }

  @Operation(routes.refuseAuthorityRequest)
  refuseAuthorityRequest(@By() by: SchoolActor, @In() input: Asked<'refuseAuthorityRequest'>): Out<'refuseAuthorityRequest'> {
    return this.#commands.execute(new RefuseAuthorityRequest(by, input.params.requestId, input.body));
  }

  @Operation(routes.askAuthorityRelease)
  askAuthorityRelease(@By() by: SchoolActor, @In() input: Asked<'askAuthorityRelease'>): Out<'askAuthorityRelease'> {
    return this.#commands.execute(new AskAuthorityRelease(by, input.params.requestId, input.body.reason));
  }

  @Operation(routes.answerAuthorityRelease)
  answerAuthorityRelease(@By() by: SchoolActor, @In() input: Asked<'answerAuthorityRelease'>): Out<'answerAuthorityRelease'> {
    return this.#commands.execute(new AnswerAuthorityRelease(by, input.params.requestId, input.body.release));
  }
}
