import { z } from 'zod';
import { anyPrincipal, binary, open, roles, route } from './route.ts';
import { base64, civilDay, districtId, factId, instant, listQuery, pageOf, schoolParams, text } from './shapes.ts';

export const fact = z.object({
  id: factId,
  type: z.string(),
  subject: z.string(),
  actor: z.object({ name: z.string(), kind: z.enum(['person', 'gateway', 'machine']) }),
  occurredAt: instant,
  recordedAt: instant,
  body: z.record(z.string(), z.unknown()),
  /** Position in the district's log; null until sealed (2 s at most). */
  leafIndex: z.number().int().nullable(),
  /** `staged` waits to be sealed; `planted` is in no log: it was put among the facts past the product. */
  place: z.enum(['sealed', 'staged', 'planted']),
});

export const factProof = z.object({
  factId,
  /** `sealed`: proof holds against the checkpoint. `staged`: waits to be sealed. `planted`: is in no log and waits for none. `changed`: the stored fact is not the one that was sealed. */
  verdict: z.enum(['sealed', 'staged', 'planted', 'changed']),
  leafIndex: z.number().int().nullable(),
  treeSize: z.number().int().nullable(),
  entry: base64.nullable(),
  inclusion: z.array(base64),
  checkpoint: z.string().nullable(),
  checkpointAt: instant.nullable(),
});

export const ledgerState = z.object({
  districtId,
  origin: z.string(),
  verifierKey: z.string(),
  size: z.number().int(),
  root: base64,
  checkpoint: z.string(),
  sealedAt: instant.nullable(),
  staged: z.number().int(),
});

export const ledgerCheck = z.object({
  checkedAt: instant,
  factsLookedAt: z.number().int(),
  leavesLookedAt: z.number().int(),
  rootMatches: z.boolean(),
  signatureValid: z.boolean(),
  /** Against the checkpoints that earlier checks found intact, and the one that the caller kept: `shrunk` has fewer entries than one of them, `forked` is no continuation of one. */
  history: z.enum(['first', 'grown', 'shrunk', 'forked']),
  /** Entries of that checkpoint. */
  earlierSize: z.number().int().nullable(),
  /** The first thousand of what was found; of a missing fact only the id is known. */
  changed: z.array(z.object({ factId: z.string(), type: z.string(), leafIndex: z.number().int().nullable(), what: z.enum(['fact_changed', 'fact_missing', 'fact_planted', 'leaf_changed', 'leaf_missing']) })),
  changedTotal: z.number().int(),
  /** The signed checkpoint that was checked, for the caller to keep. */
  checkpoint: z.string().nullable(),
  verdict: z.enum(['intact', 'tampered', 'nothing_to_check']),
});

const tileBecause = 'tiles and checkpoints hold salted hashes only, so that anyone can witness the log';

export const ledgerRoutes = {
  listFacts: route({
    id: 'ledger.listFacts',
    method: 'GET',
    path: '/v1/schools/:schoolId/facts',
    scope: 'school',
    summary: 'What happened to a subject: the custody line',
    permission: anyPrincipal,
    params: schoolParams,
    query: listQuery.extend({ subject: text(80).optional(), type: text(80).optional() }),
    result: pageOf(fact),
  }),
  proveFact: route({
    id: 'ledger.proveFact',
    method: 'GET',
    path: '/v1/schools/:schoolId/facts/:factId/proof',
    scope: 'school',
    summary: 'Proof that a fact is in the district\'s log, unchanged',
    permission: anyPrincipal,
    params: schoolParams.extend({ factId }),
    result: factProof,
  }),
  getLedger: route({
    id: 'ledger.getLedger',
    method: 'GET',
    path: '/v1/district/ledger',
    scope: 'district',
    summary: 'The district\'s log: size, root and signed checkpoint',
    permission: roles('district_officer', 'district_admin'),
    result: ledgerState,
  }),
  checkLedger: route({
    id: 'ledger.checkLedger',
    method: 'POST',
    path: '/v1/district/ledger/checks',
    scope: 'district',
    summary: 'Recompute the whole log from the stored facts and name what was changed, removed or planted',
    permission: roles('district_officer', 'district_admin'),
    /** `checkpoint` is one that was kept outside this system: the log must have grown from it. */
    body: z.object({ checkpoint: z.string().max(4_000).optional() }),
    result: ledgerCheck,
  }),
  listDistrictFacts: route({
    id: 'ledger.listDistrictFacts',
    method: 'GET',
    path: '/v1/district/facts',
    scope: 'district',
    summary: 'Facts of all schools of the district, newest first',
    permission: roles('district_officer', 'district_admin'),
    /** `type` is a whole type (`camera.changed`) or what facts are about (`camera`). */
    query: listQuery.extend({ schoolId: text(40).optional(), subject: text(80).optional(), type: text(80).optional(), from: civilDay.optional(), to: civilDay.optional() }),
    result: pageOf(fact.extend({ school: z.object({ id: z.string(), name: z.string() }).nullable() })),
  }),
  proveDistrictFact: route({
    id: 'ledger.proveDistrictFact',
    method: 'GET',
    path: '/v1/district/facts/:factId/proof',
    scope: 'district',
    summary: 'Proof for the bureau that a fact of the bureau or of one of its schools is in the log, unchanged',
    permission: roles('district_officer', 'district_admin'),
    params: z.object({ factId }),
    result: factProof,
  }),
  getCheckpoint: route({
    id: 'ledger.getCheckpoint',
    method: 'GET',
    path: '/ledger/:districtId/checkpoint',
    scope: 'public',
    summary: 'Signed checkpoint (C2SP tlog-checkpoint)',
    permission: open(tileBecause),
    params: z.object({ districtId }),
    result: binary('text/plain; charset=utf-8'),
  }),
  getLedgerKey: route({
    id: 'ledger.getLedgerKey',
    method: 'GET',
    path: '/ledger/:districtId/key',
    scope: 'public',
    summary: 'Verifier key of the log (C2SP signed-note), to be kept by whoever checks its checkpoints',
    permission: open(tileBecause),
    params: z.object({ districtId }),
    result: binary('text/plain; charset=utf-8'),
  }),
  getTile: route({
    id: 'ledger.getTile',
    method: 'GET',
    path: '/ledger/:districtId/tile/*',
    scope: 'public',
    summary: 'Tile or entry bundle (C2SP tlog-tiles)',
    permission: open(tileBecause),
    params: z.object({ districtId, '*': z.string().max(200).regex(/^[0-9a-z./]+$/) }),
    result: binary('application/octet-stream'),
  }),
};
