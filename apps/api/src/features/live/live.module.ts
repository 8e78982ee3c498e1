import { Module } from '@nestjs/common';
import { ProofMemory, Proofs } from '../footage-access/public.ts';
import { AdmitLiveViewHandler } from './commands/admit-live-view.ts';
import { EndLiveViewHandler } from './commands/end-live-view.ts';
import { OpenLiveViewHandler } from './commands/open-live-view.ts';
import { ReportPublicationHandler } from './commands/report-publication.ts';
import { Admissions } from './door/admissions.ts';
import { Connections } from './door/connections.ts';
import { LiveWatch } from './door/live-watch.ts';
import { MediaServer } from './door/media-server.ts';
import { RtcDoor } from './door/rtc-door.ts';
import { WhipDoor } from './door/whip-door.ts';
import { NoteEnd } from './due/note-end.ts';
import { LiveController } from './live.controller.ts';
import { GetLiveViewHandler } from './queries/get-live-view.ts';
import { ListLiveViewsHandler } from './queries/list-live-views.ts';

const handlers = [OpenLiveViewHandler, AdmitLiveViewHandler, EndLiveViewHandler, ReportPublicationHandler, GetLiveViewHandler, ListLiveViewsHandler];

/** Live watching, and the live gateway that stands before LiveKit. */
@Module({
  controllers: [LiveController],
  providers: [...handlers, NoteEnd, MediaServer, Admissions, Connections, RtcDoor, WhipDoor, LiveWatch, Proofs, ProofMemory],
})
export class LiveModule {}
