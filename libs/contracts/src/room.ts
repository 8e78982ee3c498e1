import { DOCUMENT_KINDS, VISITOR_STATES, holdsWholeNumber } from '@guardroom/domain';
import { z } from 'zod';
import { faultsAs } from './faults.ts';
import { roles, route } from './route.ts';
import { instant, listQuery, pageOf, personRef, schoolParams, visitorEntryId, words } from './shapes.ts';

const escorts = ['security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper'] as const;
const approvers = ['security_lead', 'centre_head', 'principal', 'legal_representative'] as const;

export const visitorEntry = z.object({
  id: visitorEntryId,
  state: z.enum(VISITOR_STATES),
  name: z.string(),
  unit: z.string(),
  documentKind: z.enum(DOCUMENT_KINDS),
  /** Last four characters of the document's number: all that is kept of it. */
  documentTail: z.string(),
  purpose: z.string(),
  /** What the visitor brings in. */
  items: z.string(),
  registeredBy: z.string(),
  registeredAt: instant,
  approver: personRef.nullable(),
  decidedAt: instant.nullable(),
  decisionNote: z.string().nullable(),
  escort: personRef.nullable(),
  goodsChecked: z.boolean(),
  phonesStored: z.boolean(),
  enteredAt: instant.nullable(),
  leaveBy: instant.nullable(),
  /** When the visitor was found to be inside beyond the time. */
  exitOverdueAt: instant.nullable(),
  leftAt: instant.nullable(),
  leftNotedBy: z.string().nullable(),
  exitNote: z.string().nullable(),
});

/** Words about a visitor without a whole document number in them. */
const noted = (min: number, max: number) => words(min, max).refine((text) => !holdsWholeNumber(text), faultsAs('whole_number', 'no whole document number'));
const byVisitor = schoolParams.extend({ visitorId: visitorEntryId });

export const roomRoutes = {
  listVisitors: route({
    id: 'room.listVisitors',
    method: 'GET',
    path: '/v1/schools/:schoolId/visitors',
    scope: 'school',
    summary: 'Visitor register of the monitoring room, newest first',
    permission: roles(...escorts, 'principal', 'legal_representative', 'deputy_safety'),
    params: schoolParams,
    query: listQuery.extend({ state: z.enum(VISITOR_STATES).optional(), overdue: z.stringbool().optional(), from: instant.optional(), to: instant.optional() }),
    result: pageOf(visitorEntry),
  }),
  registerVisitor: route({
    id: 'room.registerVisitor',
    method: 'POST',
    path: '/v1/schools/:schoolId/visitors',
    scope: 'school',
    summary: 'Enter a visitor at the door of the monitoring room; a head approves before they go in',
    permission: roles(...escorts),
    params: schoolParams,
    body: z.object({
      name: noted(1, 60),
      unit: noted(1, 120),
      documentKind: z.enum(DOCUMENT_KINDS),
      documentTail: z.string().regex(/^[0-9A-Za-z]{4}$/, 'the last four characters only'),
      purpose: noted(2, 500),
      items: noted(0, 300).default(''),
    }),
    result: visitorEntry,
    status: 201,
  }),
  decideVisitor: route({
    id: 'room.decideVisitor',
    method: 'POST',
    path: '/v1/schools/:schoolId/visitors/:visitorId/decision',
    scope: 'school',
    summary: 'Let a visitor in, or not',
    permission: roles(...approvers),
    params: byVisitor,
    body: z.discriminatedUnion('decision', [z.object({ decision: z.literal('approve'), note: noted(0, 500).default('') }), z.object({ decision: z.literal('refuse'), note: noted(2, 500) })]),
    result: visitorEntry,
    refusals: ['room.already_decided'],
  }),
  admitVisitor: route({
    id: 'room.admitVisitor',
    method: 'POST',
    path: '/v1/schools/:schoolId/visitors/:visitorId/entry',
    scope: 'school',
    summary: 'Go in with a visitor: whoever calls this is the escort, by their own sign-in',
    permission: roles(...escorts),
    params: byVisitor,
    body: z.object({
      /** No dangerous goods, tobacco, food or interfering devices. */
      goodsChecked: z.literal(true),
      /** Telephones and cameras were left outside. */
      phonesStored: z.boolean(),
    }),
    result: visitorEntry,
    refusals: ['room.not_approved', 'room.approval_expired', 'room.already_entered'],
  }),
  noteExit: route({
    id: 'room.noteExit',
    method: 'POST',
    path: '/v1/schools/:schoolId/visitors/:visitorId/exit',
    scope: 'school',
    summary: 'Note that a visitor left',
    permission: roles(...escorts),
    params: byVisitor,
    body: z.object({ note: noted(0, 500).default('') }),
    result: visitorEntry,
    refusals: ['room.not_inside'],
  }),
};
