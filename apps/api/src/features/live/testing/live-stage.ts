import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@guardroom/client';
import type { Result, Routes } from '@guardroom/contracts';
import { newId } from '@guardroom/kernel';
import { pino } from 'pino';
import { DesiredState } from '../../../../../gateway-agent/src/control/desired-state.ts';
import { LiveDesk } from '../../../../../gateway-agent/src/live/live-desk.ts';
import { type Camera, type School, aCamera } from '../../../../../../libs/testkit/src/builders/index.ts';
import type { TestApi } from '../../../testing/start-api.ts';
import { TestGateway } from '../../../testing/test-gateway.ts';
import { signIn } from '@guardroom/testkit';
import { ViewerTab } from '../../footage-access/testing/viewer-tab.ts';
import { type CameraFeed, startCameraFeed } from './camera-feed.ts';

export type LiveView = Result<Routes['getLiveView']>;
export type Admission = Result<Routes['admitLiveView']> & { readonly cookie: string };

/** A camera that sends, at a gateway whose agent's own live code publishes what the district asks for. */
export interface LiveStage {
  readonly gateway: TestGateway;
  readonly camera: Camera;
  readonly desk: LiveDesk;
  /** Says again that the camera records with this codec. */
  beat(codec?: string): Promise<void>;
  close(): Promise<void>;
}

/** Enrols a gateway, registers a camera, and lets the agent follow the district with a picture that moves. */
export async function liveStage(api: TestApi, groupSeconds = 2): Promise<LiveStage> {
  const gateway = await TestGateway.enrolled(api, api.schools[0]);
  const { gatewayId } = gateway.enrolment;
  const camera = await aCamera(api.database, { at: api.schools[0] as School, gatewayId: gatewayId as never, sub: '', name: '' });
  const home = await mkdtemp(join(tmpdir(), 'guardroom-live-'));
  const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
  const client = createClient({ baseUrl: api.url, headers: async () => ({ authorization: `Bearer ${await gateway.token()}` }) });
  const desk = new LiveDesk({ apiUrl: api.url, token: () => gateway.token(), client, logger });
  const stopping = new AbortController();
  const feed: CameraFeed = startCameraFeed(await desk.openFeed(camera.cameraId), groupSeconds);
  const following = new DesiredState({ path: join(home, 'desired-state.json'), client, logger }).follow(async (state) => desk.follow(state), stopping.signal);
  const beat = async (codec = 'avc1.42c01e'): Promise<void> => {
    const now = new Date().toISOString();
    const { status } = await gateway.call('POST', '/heartbeat', {
      version: '1', sentAt: now, clockOffsetMs: 0, clockUncertaintyMs: 1, revision: 1,
      spool: { bytes: 0, budgetBytes: 1, segments: 0, oldestAt: null },
      cameras: [{ cameraId: camera.cameraId, state: 'recording', since: now, detail: null, codec, deliveredFps: 15, lastFrameAt: now }],
    });
    if (status !== 200) throw new Error(`heartbeat: ${status}`);
  };
  await beat();
  return {
    gateway, camera, desk, beat,
    close: async () => {
      stopping.abort();
      await feed.stop();
      await desk.stop();
      await following.catch(() => undefined); // the abort is what was asked for
      await rm(home, { recursive: true });
    },
  };
}

/** Signs a demo person on, as the duty desk does; answers the shift. */
export async function onShift({ database, schools: [school] }: TestApi, who: string): Promise<{ shiftId: string; /** Answers when it ended, epoch milliseconds. */ end(): Promise<number> }> {
  const { sub } = await signIn(who);
  await database.admin.query(`update shifts set state = 'closed', ended_at = now(), end_kind = 'no_successor' where school_id = $1 and sub = $2 and state in ('active', 'handing_over')`, [school.schoolId, sub]);
  const shiftId = newId('shf');
  await database.admin.query(
    `insert into shifts (school_id, shift_id, district_id, person_id, sub, person_name, planned_from, planned_to, state, signed_on_at)
     select $1, $2, $3, person_id, sub, name, now() - interval '1 hour', now() + interval '7 hours', 'active', now() from principals where sub = $4`,
    [school.schoolId, shiftId, school.districtId, sub],
  );
  return {
    shiftId,
    end: async () => {
      const { rows } = await database.admin.query<{ at: Date }>(`update shifts set state = 'closed', ended_at = now(), end_kind = 'handed_over' where school_id = $1 and shift_id = $2 returning clock_timestamp() as at`, [school.schoolId, shiftId]);
      return rows[0]!.at.getTime();
    },
  };
}

/** A keeper's browser tab, by the API it speaks to. */
export class LiveTab {
  readonly api: TestApi;
  readonly who: string;
  readonly tab: ViewerTab;

  private constructor(api: TestApi, who: string, tab: ViewerTab) {
    this.api = api;
    this.who = who;
    this.tab = tab;
  }

  static async of(api: TestApi, who: string): Promise<LiveTab> {
    return new LiveTab(api, who, await ViewerTab.of(api, who));
  }

  path(viewId = '', rest = ''): string {
    return `/v1/schools/${this.tab.schoolId}/live-views${viewId && `/${viewId}`}${rest}`;
  }

  open(cameraId: string) {
    return this.api.call<LiveView>(this.who, 'POST', this.path(), { cameraId, proofKeyThumbprint: this.tab.thumbprint });
  }

  see(viewId: string) {
    return this.api.call<LiveView>(this.who, 'GET', this.path(viewId));
  }

  end(viewId: string) {
    return this.api.call<LiveView>(this.who, 'POST', this.path(viewId, '/end'), {});
  }

  /** Asks for an admission with a true proof, or with whatever proof it is given. */
  async admission(viewId: string, proof?: string | null): Promise<{ status: number; body: Admission }> {
    const path = this.path(viewId, '/admission');
    const token = (await signIn(this.who)).accessToken;
    const dpop = proof === undefined ? await this.tab.proof(path, token, { htm: 'POST' }) : proof;
    const response = await fetch(`${this.api.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(dpop ? { dpop } : {}) }, body: '{}' });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { status: response.status, body: { ...((await response.json()) as Admission), cookie } };
  }

  /** Opens a view and asks for its first admission. */
  async watching(cameraId: string): Promise<{ view: LiveView; admission: Admission }> {
    const { body: view, error } = await this.open(cameraId);
    if (error) throw new Error(JSON.stringify(error));
    return { view, admission: (await this.admission(view.id)).body };
  }
}
