import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Figures for Prometheus; no label carries an id of a person, school or camera. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({ name: 'guardroom_http_request_seconds', help: 'Time of an operation', labelNames: ['operation', 'status'], buckets: [0.005, 0.02, 0.1, 0.5, 2, 10], registers: [this.registry] });
  readonly refusals = new Counter({ name: 'guardroom_refusals_total', help: 'Refusals by code', labelNames: ['code'], registers: [this.registry] });
  readonly segments = new Counter({ name: 'guardroom_segments_indexed_total', help: 'Segments taken into the index', registers: [this.registry] });
  readonly fragments = new Counter({ name: 'guardroom_fragments_served_total', help: 'Fragments that left through the gate', registers: [this.registry] });
  readonly outboxOpen = new Gauge({ name: 'guardroom_outbox_open', help: 'Facts whose reactions are owed', registers: [this.registry] });
  readonly leavesSealed = new Counter({ name: 'guardroom_leaves_sealed_total', help: 'Leaves sealed into the log', registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
