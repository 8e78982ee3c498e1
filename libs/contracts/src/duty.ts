import { HANDOVER_ITEM_KINDS, HANDOVER_STATES, ITEM_ANSWERS, LOG_KINDS, POSTS, ROSTER_FAULTS, ROSTER_STATES, SHIFT_END_KINDS, SHIFT_STATES } from '@guardroom/domain';
import { z } from 'zod';
import { faultsAs } from './faults.ts';
import { roles, route } from './route.ts';
import { civilDay, dutyLogEntryId, handoverId, instant, listQuery, pageOf, personId, personRef, rosterId, schoolParams, shiftId, words } from './shapes.ts';

const heads = ['centre_head', 'deputy_head', 'security_lead'] as const;
const keepers = ['watch_keeper', 'duty_cadre'] as const;
const overseers = ['principal', 'legal_representative', 'deputy_safety'] as const;

const span = { from: instant, to: instant };

/** Somebody's watch as it is planned. */
export const rosterLine = z.object({ person: personRef, ...span });

export const roster = z.object({
  id: rosterId,
  post: z.enum(POSTS),
  /** The Monday that the week begins with. */
  week: civilDay,
  version: z.number().int(),
  state: z.enum(ROSTER_STATES),
  lines: z.array(rosterLine),
  draftedBy: personRef,
  draftedAt: instant,
  publishedBy: personRef.nullable(),
  publishedAt: instant.nullable(),
  supersededAt: instant.nullable(),
  uncoveredReason: z.string().nullable(),
  uncoveredMinutes: z.number().int().nullable(),
});

/** One fault of a draft: which line (counted from 0), and what it collides with. */
export const rosterFault = z.object({ kind: z.enum(ROSTER_FAULTS), line: z.number().int().nullable(), person: personRef, ...span, other: z.object(span).nullable() });

/** A week of a post: what was published, what is being drafted, and all that is wrong with the draft. */
export const rosterWeek = z.object({
  week: civilDay,
  ...span,
  published: roster.nullable(),
  draft: roster.nullable(),
  /** Faults of the draft; none of them may be left when it is published. */
  faults: z.array(rosterFault),
  /** When nobody, or too few, are planned: of the draft, or of what is published when there is no draft. */
  holes: z.array(z.object({ ...span, planned: z.number().int() })),
  /** Who may be planned. */
  keepers: z.array(personRef),
  limits: z.object({ maxShiftHours: z.number(), minRestHours: z.number(), minKeepers: z.number().int() }),
});

export const shift = z.object({
  id: shiftId,
  post: z.enum(POSTS),
  person: personRef,
  plannedFrom: instant,
  plannedTo: instant,
  state: z.enum(SHIFT_STATES),
  signedOnAt: instant.nullable(),
  lateMinutes: z.number().int().nullable(),
  lateReason: z.string().nullable(),
  /** The keeper declared to be fit, sober and rested, and to do nothing else on watch. */
  fitDeclaredAt: instant.nullable(),
  /** Begun without being planned. A head decides within a day. */
  standIn: z.object({ reason: z.string(), forPerson: personRef.nullable(), decision: z.enum(['approved', 'refused']).nullable(), decidedBy: personRef.nullable(), decidedAt: instant.nullable(), note: z.string().nullable() }).nullable(),
  judgedAbsentAt: instant.nullable(),
  endOverdueAt: instant.nullable(),
  endedAt: instant.nullable(),
  endKind: z.enum(SHIFT_END_KINDS).nullable(),
  endReason: z.string().nullable(),
  earlyMinutes: z.number().int().nullable(),
  logEntries: z.number().int(),
});

export const logEntry = z.object({
  id: dutyLogEntryId,
  shiftId,
  kind: z.enum(LOG_KINDS),
  words: z.string(),
  happenedAt: instant,
  writtenAt: instant,
  by: personRef,
  /** The line that this one corrects; the corrected line stays. */
  corrects: dutyLogEntryId.nullable(),
  correctedBy: dutyLogEntryId.nullable(),
});

export const handoverItem = z.object({
  no: z.number().int(),
  kind: z.enum(HANDOVER_ITEM_KINDS),
  /** Id of the gap, ticket, request, incident, viewing, live view or visitor entry, or of what footage is held for; null for what a person wrote. */
  subject: z.string().nullable(),
  words: z.string(),
  since: instant.nullable(),
  answer: z.enum(ITEM_ANSWERS).nullable(),
  answerNote: z.string().nullable(),
});

export const handover = z.object({
  id: handoverId,
  post: z.enum(POSTS),
  state: z.enum(HANDOVER_STATES),
  outgoing: personRef,
  outgoingShiftId: shiftId,
  incoming: personRef.nullable(),
  incomingShiftId: shiftId.nullable(),
  preparedAt: instant,
  outgoingSignedAt: instant.nullable(),
  incomingSignedAt: instant.nullable(),
  disputedAt: instant.nullable(),
  disputeReason: z.string().nullable(),
  /** What the outgoing keeper says of keys and room. */
  roomNote: z.string().nullable(),
  /** Tidiness out of ten, given by the incoming keeper. */
  roomScore: z.number().int().nullable(),
  items: z.array(handoverItem),
});

/** What is open at this moment, as the next handover would list it. */
export const openMatter = handoverItem.pick({ kind: true, subject: true, words: true, since: true });

export const myShift = z.object({
  now: instant,
  /** The watch that I keep now. */
  onShift: shift.nullable(),
  /** The watch that I may sign on to, or my next one. */
  next: shift.nullable(),
  /** From when I may sign on to it. */
  signOnFrom: instant.nullable(),
  /** Others who have the watch now. */
  colleagues: z.array(z.object({ person: personRef, since: instant, plannedTo: instant })),
  /** Who is planned to follow me. */
  successor: z.object({ person: personRef, plannedFrom: instant }).nullable(),
  /** True when the post is empty and I may take it without being planned. */
  mayStandIn: z.boolean(),
  openMatters: z.array(openMatter),
  /** The handover that I made ready or signed. */
  handingOver: handover.nullable(),
  /** Handovers that wait for my signature. */
  takingOver: z.array(handover),
  log: z.array(logEntry),
  /** When the next line of the log is due; null off shift. */
  logDueAt: instant.nullable(),
});

/** Ticked before a watch begins. @see controls duty.fit-for-duty and duty.no-non-work-activity */
const declaration = z.object({
  /** Sober, rested, properly dressed. */
  fit: z.literal(true),
  /** No games, chats, private calls or other work on watch. */
  attentive: z.literal(true),
});

const weekParams = schoolParams.extend({ week: civilDay.refine((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1, 'a Monday') });
const byShift = schoolParams.extend({ shiftId });
const byHandover = schoolParams.extend({ handoverId });
const answers = z.array(z.object({ no: z.number().int().min(1).max(5000), answer: z.enum(ITEM_ANSWERS), note: words(0, 500).default('') })).max(5000);

export const dutyRoutes = {
  getRosterWeek: route({
    id: 'duty.getRosterWeek',
    method: 'GET',
    path: '/v1/schools/:schoolId/roster-weeks/:week',
    scope: 'school',
    summary: 'The roster of a week: published, drafted, with every fault and every hour that nobody covers',
    permission: roles(...heads, ...keepers, ...overseers),
    params: weekParams,
    result: rosterWeek,
  }),
  listRosters: route({
    id: 'duty.listRosters',
    method: 'GET',
    path: '/v1/schools/:schoolId/rosters',
    scope: 'school',
    summary: 'All versions of rosters, newest week first',
    permission: roles(...heads, ...overseers),
    params: schoolParams,
    query: listQuery.extend({ week: civilDay.optional(), state: z.enum(ROSTER_STATES).optional() }),
    result: pageOf(roster),
  }),
  saveRoster: route({
    id: 'duty.saveRoster',
    method: 'POST',
    path: '/v1/schools/:schoolId/roster-weeks/:week/draft',
    scope: 'school',
    summary: 'Save the draft of a week; faults are told, nothing is lost',
    permission: roles(...heads),
    params: weekParams,
    body: z.object({ lines: z.array(z.object({ personId, ...span }).refine((line) => line.from < line.to, { path: ['to'], ...faultsAs('empty_range', 'after the beginning') })).max(500) }),
    result: rosterWeek,
    refusals: ['duty.unknown_person'],
  }),
  publishRoster: route({
    id: 'duty.publishRoster',
    method: 'POST',
    path: '/v1/schools/:schoolId/roster-weeks/:week/publication',
    scope: 'school',
    summary: 'Publish the draft; it supersedes what was published for the week',
    permission: roles(...heads),
    params: weekParams,
    body: z.object({
      /** When the draft was saved that the person saw, so that nobody publishes what a colleague changed meanwhile. */
      draftedAt: instant,
      /** Needed when some hours are covered by nobody. */
      uncoveredReason: words(5, 500).optional(),
    }),
    result: rosterWeek,
    refusals: ['duty.no_draft', 'duty.draft_changed', 'duty.week_is_over', 'duty.roster_faults', 'duty.uncovered_reason_needed'],
  }),
  listShifts: route({
    id: 'duty.listShifts',
    method: 'GET',
    path: '/v1/schools/:schoolId/shifts',
    scope: 'school',
    summary: 'Watches planned and kept, newest first: the attendance list',
    permission: roles(...heads, ...keepers, ...overseers),
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(SHIFT_STATES).optional(), personId: personId.optional(), from: instant.optional(), to: instant.optional(), standIn: z.stringbool().optional(), /** Whose planned beginning has come. */ begun: z.stringbool().optional() }),
    result: pageOf(shift),
  }),
  getMyShift: route({
    id: 'duty.getMyShift',
    method: 'GET',
    path: '/v1/schools/:schoolId/my-shift',
    scope: 'school',
    summary: 'My watch: now or next, what is open, the log, handovers that wait for me',
    permission: roles(...keepers),
    params: schoolParams,
    result: myShift,
  }),
  signOn: route({
    id: 'duty.signOn',
    method: 'POST',
    path: '/v1/schools/:schoolId/shifts/:shiftId/sign-on',
    scope: 'school',
    summary: 'Take up a planned watch at the post',
    permission: roles(...keepers),
    params: byShift,
    body: z.object({ declaration, lateReason: words(2, 500).optional() }),
    result: shift,
    refusals: ['duty.not_your_shift', 'duty.already_signed_on', 'duty.shift_is_over', 'duty.too_early', 'duty.late_reason_needed', 'duty.on_another_shift', 'duty.not_cleared'],
  }),
  beginStandIn: route({
    id: 'duty.beginStandIn',
    method: 'POST',
    path: '/v1/schools/:schoolId/stand-ins',
    scope: 'school',
    summary: 'Take an empty post without being planned; a head decides within a day',
    permission: roles(...keepers),
    params: schoolParams,
    body: z.object({ reason: words(5, 500), declaration }),
    result: shift,
    status: 201,
    refusals: ['duty.post_is_kept', 'duty.keeper_still_expected', 'duty.own_shift_is_planned', 'duty.on_another_shift', 'duty.not_cleared'],
  }),
  decideStandIn: route({
    id: 'duty.decideStandIn',
    method: 'POST',
    path: '/v1/schools/:schoolId/shifts/:shiftId/stand-in-decision',
    scope: 'school',
    summary: 'Approve a stand-in afterwards, or refuse it; refusing ends one that still runs',
    permission: roles(...heads),
    params: byShift,
    body: z.object({ decision: z.enum(['approved', 'refused']), note: words(2, 500) }),
    result: shift,
    refusals: ['duty.not_a_stand_in', 'duty.stand_in_decided', 'duty.own_stand_in'],
  }),
  endShift: route({
    id: 'duty.endShift',
    method: 'POST',
    path: '/v1/schools/:schoolId/shifts/:shiftId/end',
    scope: 'school',
    summary: 'End a watch that nobody is planned to follow; what is open is signed for whoever comes next',
    permission: roles(...keepers),
    params: byShift,
    body: z.object({ reason: words(5, 500), openMatters: z.array(words(2, 500)).max(50).default([]) }),
    result: shift,
    refusals: ['duty.not_your_shift', 'duty.not_on_shift', 'duty.shift_not_over', 'duty.successor_expected', 'duty.log_empty'],
  }),
  writeLog: route({
    id: 'duty.writeLog',
    method: 'POST',
    path: '/v1/schools/:schoolId/duty-log',
    scope: 'school',
    summary: 'Write a line into the duty log, or one that corrects another',
    permission: roles(...keepers),
    params: schoolParams,
    body: z.object({
      kind: z.enum(LOG_KINDS),
      words: words(2, 2000),
      /** When it happened; now unless told. The true time of writing is kept beside it. */
      happenedAt: instant.optional(),
      corrects: dutyLogEntryId.optional(),
    }),
    result: logEntry,
    status: 201,
    refusals: ['duty.not_on_shift', 'duty.happened_outside_shift', 'duty.not_your_entry', 'duty.already_corrected'],
  }),
  listLog: route({
    id: 'duty.listLog',
    method: 'GET',
    path: '/v1/schools/:schoolId/duty-log',
    scope: 'school',
    summary: 'The duty log, newest first',
    permission: roles(...heads, ...keepers, ...overseers),
    params: schoolParams,
    query: listQuery.extend({ kind: z.enum(LOG_KINDS).optional(), shiftId: shiftId.optional(), from: instant.optional(), to: instant.optional() }),
    result: pageOf(logEntry),
  }),
  prepareHandover: route({
    id: 'duty.prepareHandover',
    method: 'POST',
    path: '/v1/schools/:schoolId/shifts/:shiftId/handover',
    scope: 'school',
    summary: 'Make a handover ready: the system lists what is open, the keeper adds the rest; may be done again until it is signed',
    permission: roles(...keepers),
    params: byShift,
    body: z.object({ openMatters: z.array(words(2, 500)).max(50).default([]), roomNote: words(0, 1000).default('') }),
    result: handover,
    refusals: ['duty.not_your_shift', 'duty.not_on_shift', 'duty.log_empty', 'duty.handover_not_open'],
  }),
  signHandover: route({
    id: 'duty.signHandover',
    method: 'POST',
    path: '/v1/schools/:schoolId/handovers/:handoverId/outgoing-signature',
    scope: 'school',
    summary: 'Sign as the outgoing keeper; the list stands from then on',
    permission: roles(...keepers),
    params: byHandover,
    body: z.object({}),
    result: handover,
    refusals: ['duty.not_your_shift', 'duty.handover_not_open'],
  }),
  takeOver: route({
    id: 'duty.takeOver',
    method: 'POST',
    path: '/v1/schools/:schoolId/handovers/:handoverId/incoming-signature',
    scope: 'school',
    summary: 'Sign as the incoming keeper: ends the outgoing watch and begins one\'s own at once',
    permission: roles(...keepers),
    params: byHandover,
    body: z.object({ answers, roomScore: z.number().int().min(0).max(10), declaration }),
    result: handover,
    refusals: ['duty.takes_over_from_self', 'duty.handover_not_signed', 'duty.handover_not_open', 'duty.not_next', 'duty.late_reason_needed', 'duty.items_unanswered', 'duty.item_disputed', 'duty.on_another_shift', 'duty.not_cleared'],
  }),
  disputeHandover: route({
    id: 'duty.disputeHandover',
    method: 'POST',
    path: '/v1/schools/:schoolId/handovers/:handoverId/dispute',
    scope: 'school',
    summary: 'Refuse to take over, with the reason; the outgoing keeper keeps the watch',
    permission: roles(...keepers),
    params: byHandover,
    body: z.object({ reason: words(5, 1000), answers: answers.default([]) }),
    result: handover,
    refusals: ['duty.takes_over_from_self', 'duty.handover_not_signed', 'duty.handover_not_open', 'duty.not_next'],
  }),
  getHandover: route({
    id: 'duty.getHandover',
    method: 'GET',
    path: '/v1/schools/:schoolId/handovers/:handoverId',
    scope: 'school',
    summary: 'One handover with its list and signatures',
    permission: roles(...heads, ...keepers, ...overseers),
    params: byHandover,
    result: handover,
  }),
  listHandovers: route({
    id: 'duty.listHandovers',
    method: 'GET',
    path: '/v1/schools/:schoolId/handovers',
    scope: 'school',
    summary: 'Handovers, newest first',
    permission: roles(...heads, ...keepers, ...overseers),
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(HANDOVER_STATES).optional() }),
    result: pageOf(handover),
  }),
};
