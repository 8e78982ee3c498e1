import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Tenants } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { type Asking, Gate } from './gate.ts';
import { segmentAt } from './segment-source.ts';
import { SessionMaterial } from './session-material.ts';

/** The initialisation section of a segment that reaches into the approved minutes. It holds no picture. */
export class GetInit extends Query<Buffer> {
  readonly asking: Asking;
  readonly segment: string;
  constructor(asking: Asking, segment: string) {
    super();
    this.asking = asking;
    this.segment = segment;
  }
}

@QueryHandler(GetInit)
export class GetInitHandler implements IQueryHandler<GetInit> {
  readonly #db: Tenants;
  readonly #gate: Gate;
  readonly #material: SessionMaterial;
  constructor(db: Tenants, gate: Gate, material: SessionMaterial) {
    this.#db = db;
    this.#gate = gate;
    this.#material = material;
  }

  async execute({ asking, segment }: GetInit): Promise<Buffer> {
    const { by, cameraId } = asking;
    const session = await this.#gate.enter(asking);
    const startedAtMs = Number.parseInt(segment, 10);
    const row = await this.#db.read(by, (tx) => segmentAt(tx, by, cameraId, new Date(startedAtMs)));
    if (!row || row.started_at >= session.granted_to || row.ended_at <= session.granted_from) throw notFound();
    const opened = await this.#material.segment(by, session, cameraId, row);
    const pieces: Buffer[] = [];
    for await (const piece of opened.open(0, opened.index.initLength)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
}
