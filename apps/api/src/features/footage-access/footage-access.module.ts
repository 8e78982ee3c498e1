import { Module } from '@nestjs/common';
import { RecordingKeys } from '../recording/public.ts';
import { DecideRequestHandler } from './commands/decide-request.ts';
import { EndViewingHandler } from './commands/end-viewing.ts';
import { FileRequestHandler } from './commands/file-request.ts';
import { JoinViewingHandler } from './commands/join-viewing.ts';
import { OpenViewingHandler } from './commands/open-viewing.ts';
import { ProvePresenceHandler } from './commands/prove-presence.ts';
import { ReportFindingHandler } from './commands/report-finding.ts';
import { WithdrawRequestHandler } from './commands/withdraw-request.ts';
import { WatchViewing } from './due/watch-viewing.ts';
import { FootageAccessController } from './footage-access.controller.ts';
import { GateController } from './gate/gate.controller.ts';
import { Gate } from './gate/gate.ts';
import { GetInitHandler } from './gate/get-init.ts';
import { GetPlaylistHandler } from './gate/get-playlist.ts';
import { ProofMemory } from './gate/proof-memory.ts';
import { Proofs } from './gate/proof.ts';
import { ServeFragmentHandler } from './gate/serve-fragment.ts';
import { SessionMaterial } from './gate/session-material.ts';
import { GetRequestHandler } from './queries/get-request.ts';
import { GetViewingHandler } from './queries/get-viewing.ts';
import { ListRegisterHandler } from './queries/list-register.ts';
import { ListRequestsHandler } from './queries/list-requests.ts';
import { ListViewingsHandler } from './queries/list-viewings.ts';

const commands = [FileRequestHandler, DecideRequestHandler, WithdrawRequestHandler, ReportFindingHandler, OpenViewingHandler, JoinViewingHandler, ProvePresenceHandler, EndViewingHandler, ServeFragmentHandler];
const queries = [ListRequestsHandler, GetRequestHandler, ListViewingsHandler, GetViewingHandler, ListRegisterHandler, GetPlaylistHandler, GetInitHandler];

/** Requests to see footage, viewings, and the gate through which every picture leaves. */
@Module({
  controllers: [FootageAccessController, GateController],
  providers: [...commands, ...queries, WatchViewing, Gate, Proofs, ProofMemory, SessionMaterial, RecordingKeys],
})
export class FootageAccessModule {}
