import { z } from 'zod';

/** The shape of each data file, before the files are held against each other (`check.ts`). */

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const clauseId = z.string().regex(/^R\d{2}:\S+$/);
const controlId = z.string().regex(/^[a-z]+\.[a-z0-9-]+$/);
const severity = z.enum(['critical', 'major', 'minor']);
const enforcement = z.enum(['prevent', 'detect', 'attest']);

const words = z.array(z.string());
const mapValue = z.record(z.string(), z.union([z.number(), words]));
const value = z.union([z.number(), z.boolean(), z.string(), words, mapValue]);

const parameter = z.strictObject({
  key: z.string().regex(/^[a-z0-9_]+$/),
  type: z.enum(['integer', 'decimal', 'flag', 'choice', 'list', 'map', 'text']),
  unit: z.string().min(1),
  default: value,
  min: z.number().optional(),
  max: z.number().optional(),
  /** Closed choice. A `choice` that is `narrower` names the strictest first; one that is `higher` names it last. */
  options: words.min(1).optional(),
  /** A list must hold at least these. */
  mustInclude: words.optional(),
  /** The district names the values itself. */
  open: z.literal(true).optional(),
  /** A flag that nobody may move from its default. */
  fixed: z.literal(true).optional(),
  mapRule: z
    .union([
      z.strictObject({ kind: z.literal('shares'), total: z.number(), atLeast: z.strictObject({ keys: words, total: z.number() }) }),
      z.strictObject({ kind: z.literal('lists'), forbidden: z.record(z.string(), words) }),
    ])
    .optional(),
  /** The only direction in which a school may move from its district's value. */
  stricter: z.enum(['higher', 'lower', 'narrower', 'true', 'false', 'none']),
  /** Clauses that the default rests on; empty means that the default is a proposal, not law. */
  seed: z.array(clauseId),
});

const rubricLine = z.strictObject({ en: z.string().min(1), zh: z.string().min(1).optional() });

const control = z.strictObject({
  id: controlId,
  clauses: z.array(clauseId),
  subject: z.enum(['school', 'person', 'shift', 'room', 'device', 'gateway', 'camera', 'zone', 'request', 'session', 'incident', 'case']),
  cadence: z.enum(['continuous', 'per_event', 'per_shift', 'daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly']),
  severity,
  enforcement,
  /** What the product does about it today. `evaluated` controls also get a result per school and day. */
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('enforced'), evaluated: z.boolean() }),
    z.strictObject({ kind: z.literal('attested'), evaluated: z.boolean() }),
    z.strictObject({ kind: z.literal('deferred'), reason: z.string() }),
  ]),
  rubric: z.strictObject({ pass: rubricLine, partial: rubricLine, fail: rubricLine }),
  evidence: z.strictObject({ record: z.string().min(1), computation: z.string().min(1) }).optional(),
  parameters: z.array(parameter),
});

export const packFiles = z.strictObject({
  pack: z.strictObject({ version: z.int().positive() }),
  regulations: z.array(
    z.strictObject({ id: z.string().regex(/^R\d{2}$/), title: text, clauseCount: z.int().positive(), sameAs: z.string().optional() }),
  ),
  clauses: z.array(z.strictObject({ id: clauseId, organisational: z.string().optional() })),
  controls: z.array(control),
  lawControls: z.array(
    z.strictObject({
      id: z.string().regex(/^LAW-[A-Z]{3}-\d{2}$/),
      title: text,
      sources: z.array(z.strictObject({ instrument: z.string().min(1), article: z.string().min(1) })).min(1),
      severity,
      enforcement,
      appliesTo: z.enum(['school', 'school.key_unit', 'school.ct_key_target', 'platform', 'processor', 'gateway', 'bureau', 'tenant']),
      /** How far the law's text was read: `text` the article itself, `memory` unverified. */
      verification: z.enum(['text', 'partial', 'secondary', 'memory', 'inference']),
    }),
  ),
  conflicts: z.array(
    z.strictObject({ id: z.string().regex(/^C\d{2}$/), topic: text, clauses: z.array(clauseId).min(1), controls: z.array(controlId).min(1), ruling: text }),
  ),
  /** Full Chinese names of the instruments that the law controls cite by a short one. */
  instruments: z.record(z.string(), z.string()),
  reasons: z.record(z.string(), text),
  clauseTitles: z.record(z.string(), text),
  controlTitles: z.record(z.string(), text),
  domainTitles: z.record(z.string(), text),
});

/** The data files as parsed. */
export type PackFiles = z.infer<typeof packFiles>;
export type Parameter = z.infer<typeof parameter>;
export type ParameterValue = z.infer<typeof value>;
export type Text = z.infer<typeof text>;
export type Severity = z.infer<typeof severity>;
