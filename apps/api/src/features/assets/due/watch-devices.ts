import type { MachineActor, Tx } from '@guardroom/db';
import { CAMERA_FAULTS, type CameraFault, FAULT_AFTER_MINUTES, SILENCE_SECONDS, SILENT_GATEWAY_AFTER_MINUTES } from '@guardroom/domain';
import type { Instant } from '@guardroom/kernel';
import { Injectable } from '@nestjs/common';
import { Tenants } from '../../../platform/database/databases.ts';
import { appendFact } from '../../../platform/facts/append-fact.ts';
import { type Due, DueWork, type DueWorkHandler } from '../../../platform/jobs/work.ts';
import { SystemClock } from '../../../platform/platform.module.ts';
import { enterMissingDevices } from '../device-register.ts';
import { STANDING } from '../standing-sql.ts';
import { openTicket } from '../ticket-store.ts';

/** A camera that came back records for so long before its ticket says so. Seconds. */
const STEADY_SECONDS = 30;

/** Every minute: what fails becomes a ticket, what came back says so, what grows over age is told once, and the register misses nothing. */
@Injectable()
@DueWork('equipment.watch-devices', { everySeconds: 60, missed: 'latest' })
export class WatchDevices implements DueWorkHandler {
  readonly #db: Tenants;
  readonly #clock: SystemClock;
  constructor(db: Tenants, clock: SystemClock) {
    this.#db = db;
    this.#clock = clock;
  }

  async handle(by: MachineActor, _due?: Due): Promise<void> {
    await this.#db.write(by, async (tx) => {
      await tx.sql`select pg_advisory_xact_lock(hashtext('equipment.watch-devices'), ${by.schoolNo})`; // a round that runs twice at once would open and close the same ticket
      const at = this.#clock.now();
      await enterMissingDevices(tx, by);
      await noteWhatCameBack(tx, by, at);
      await openForFailingCameras(tx, by, at);
      await openForSilentGateways(tx, by, at);
      await tellServiceLives(tx, by, at);
    });
  }
}

/** A camera that failed again while its repair waits for verification goes back to repair; any other failing one gets a ticket. */
async function openForFailingCameras(tx: Tx, by: MachineActor, at: Instant): Promise<void> {
  const failing = await tx.sql<{ asset_id: string; camera_id: string; cause: CameraFault; detail: string | null; since: Date; ticket_id: string | null; state: string | null }>`
    select a.asset_id, c.camera_id, s.state as cause, s.detail, least(s.since, coalesce(s.last_frame_at, s.since)) as since, t.ticket_id, t.state
      from cameras c
      join camera_status s using (school_id, camera_id)
      join assets a using (school_id, camera_id)
      join gateway_status g on g.school_id = c.school_id and g.gateway_id = c.gateway_id and g.last_seen_at >= now() - make_interval(secs => ${SILENCE_SECONDS})
      left join fault_tickets t on t.school_id = c.school_id and t.camera_id = c.camera_id and t.cause = s.state and t.source = 'machine' and t.state <> 'verified'
     where c.enabled and s.state = any(${[...CAMERA_FAULTS]}) and least(s.since, coalesce(s.last_frame_at, s.since)) <= now() - make_interval(mins => ${FAULT_AFTER_MINUTES})
       and (t.ticket_id is null or t.state = 'repaired')`;
  for (const camera of failing) {
    if (camera.ticket_id) await sendBack(tx, by, camera.ticket_id, at);
    else await openTicket(tx, by, { assetId: camera.asset_id, cameraId: camera.camera_id, gatewayId: null, cause: camera.cause, urgency: 'critical', words: camera.detail ?? '', firstSignMs: camera.since.getTime(), at, reporter: null });
  }
}

async function sendBack(tx: Tx, by: MachineActor, ticketId: string, at: Instant): Promise<void> {
  await tx.sql`
    update fault_tickets set state = case when assignee_person_id is null then 'open' else 'in_repair' end, repaired_at = null, repaired_by_person_id = null, repaired_by_name = null, repair_words = null,
           times_sent_back = times_sent_back + 1 where ticket_id = ${ticketId}`;
  await appendFact(tx, by, { type: 'fault_ticket.failed_again', subject: ticketId, at, body: {} });
}

/** The cameras of a silent gateway say nothing: the gateway is what failed. */
async function openForSilentGateways(tx: Tx, by: MachineActor, at: Instant): Promise<void> {
  const silent = await tx.sql<{ asset_id: string; gateway_id: string; last_seen_at: Date; ticket_id: string | null }>`
    select a.asset_id, g.gateway_id, s.last_seen_at, t.ticket_id
      from gateways g
      join gateway_status s using (school_id, gateway_id)
      join assets a using (school_id, gateway_id)
      left join fault_tickets t on t.school_id = g.school_id and t.gateway_id = g.gateway_id and t.source = 'machine' and t.state <> 'verified'
     where g.state = 'active' and s.last_seen_at < now() - make_interval(mins => ${SILENT_GATEWAY_AFTER_MINUTES}) and (t.ticket_id is null or t.state = 'repaired')`;
  for (const gateway of silent) {
    if (gateway.ticket_id) await sendBack(tx, by, gateway.ticket_id, at);
    else await openTicket(tx, by, { assetId: gateway.asset_id, cameraId: null, gatewayId: gateway.gateway_id, cause: 'gateway_silent', urgency: 'critical', words: '', firstSignMs: gateway.last_seen_at.getTime(), at, reporter: null });
  }
}

/** A ticket that the device opened closes to repaired when the device works again; a person verifies. */
async function noteWhatCameBack(tx: Tx, by: MachineActor, at: Instant): Promise<void> {
  const back = await tx.sql<{ ticket_id: string }>`
    update fault_tickets t set state = 'repaired', repaired_at = ${at}
     where t.source = 'machine' and t.state in ('open', 'assigned', 'in_repair')
       and (exists (select from camera_status s join cameras c using (school_id, camera_id) join gateway_status g on g.school_id = c.school_id and g.gateway_id = c.gateway_id
                     where s.school_id = t.school_id and s.camera_id = t.camera_id and s.state = 'recording' and s.since <= now() - make_interval(secs => ${STEADY_SECONDS})
                       and g.last_seen_at >= now() - make_interval(secs => ${SILENCE_SECONDS}))
            or exists (select from gateway_status g where g.school_id = t.school_id and g.gateway_id = t.gateway_id and g.last_seen_at >= now() - make_interval(secs => ${SILENCE_SECONDS})))
    returning ticket_id`;
  for (const { ticket_id: subject } of back) await appendFact(tx, by, { type: 'fault_ticket.came_back', subject, at, body: {} });
}

/** A device that comes near the end of its service life, or beyond it, is a fact once. */
async function tellServiceLives(tx: Tx, by: MachineActor, at: Instant): Promise<void> {
  const told = await tx.query<{ asset_id: string; standing: 'due' | 'over_age'; ends_on: string }>(`
    update assets a set life_told = s.standing
      from (select school_id, asset_id, ${STANDING} as standing from assets) s
     where s.school_id = a.school_id and s.asset_id = a.asset_id and s.standing in ('due', 'over_age') and a.life_told is distinct from s.standing
    returning a.asset_id, s.standing, a.service_life_ends_on::text as ends_on`);
  for (const { asset_id: subject, standing, ends_on: endsOn } of told) await appendFact(tx, by, { type: standing === 'due' ? 'asset.service_life_due' : 'asset.over_age', subject, at, body: { serviceLifeEndsOn: endsOn } });
}
