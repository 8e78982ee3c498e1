import { type IdPrefix, idPattern } from '@guardroom/kernel';
import { z } from 'zod';
import { INPUT_FAULTS } from './faults.ts';

/** A prefixed id such as `sch_01JD8Q5V3KXW2M9T4R7B`: 20 Crockford base32 characters, time-ordered. */
export const id = (prefix: IdPrefix) => z.string().regex(idPattern(prefix), `an id that starts with ${prefix}_`);

export const schoolId = id('sch');
export const districtId = id('dst');
export const cameraId = id('cam');
export const gatewayId = id('gwy');
export const personId = id('psn');
export const appointmentId = id('apt');
export const requestId = id('frq');
export const sessionId = id('vws');
export const factId = id('fct');
export const gapId = id('gap');
export const documentId = id('doc');
export const shiftId = id('shf');
export const rosterId = id('ros');
export const handoverId = id('hov');
export const dutyLogEntryId = id('dle');
export const visitorEntryId = id('vis');
export const liveViewId = id('lvw');
export const authorityRequestId = id('aut');
export const agencyId = id('agy');
export const packageId = id('pkg');
export const assetId = id('ast');
export const faultTicketId = id('tkt');
export const changeOrderId = id('cho');
export const clearanceId = id('clr');
export const incidentId = id('inc');
export const dispatchId = id('dsp');
export const visitId = id('spv');
export const findingId = id('fnd');
export const rectificationOrderId = id('rct');
export const policyVersionId = id('pol');
export const violationCaseId = id('vio');

/** Nothing here happened before it: no year that a database counts differently. */
const EPOCH = '1970-01-01';

/** An instant in UTC with milliseconds, ISO 8601, of this era. */
export const instant = z.iso.datetime({ precision: 3 }).refine((at) => at >= EPOCH, 'since 1970');
/** A civil day in Asia/Shanghai, `yyyy-mm-dd`. */
export const civilDay = z.iso.date().refine((day) => day >= EPOCH, 'since 1970');
/** A number of things, as the database's four bytes hold it. */
export const count = z.number().int().min(0).max(2_147_483_647);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const base64 = z.base64();

/** True unless half of a character stands alone: neither UTF-8 nor canonical JSON can carry it. */
const isWhole = (value: string): boolean => value.isWellFormed();

/** A short text of a machine: bounded, only whole characters, and no NUL, which the database cannot hold. */
export const text = (max: number) => z.string().max(max).regex(/^[^\u0000]*$/, 'no NUL').refine(isWhole, 'whole characters');

/** Words that a person typed: trimmed, bounded, no control characters, only whole characters. */
export const words = (min: number, max: number) => z.string().trim().min(min).max(max).regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'no control characters').refine(isWhole, 'whole characters');

/** Paging, search and order that every list takes. */
export const listQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  perPage: z.coerce.number().int().min(1).max(500).default(25),
  q: words(0, 100).optional(),
  sort: z.string().regex(/^-?[a-zA-Z]{1,40}$/).optional(),
});

/** A page of a list, with the number of all matching items. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.number().int() });

/** A named person as others see them. */
export const personRef = z.object({ id: personId, name: z.string() });

export const schoolParams = z.object({ schoolId });

/** Errors on the wire, always in this one shape. */
export const errorBody = z.object({
  error: z.object({
    kind: z.enum(['refusal', 'invalid', 'fault']),
    code: z.string(),
    requestId: z.string(),
    faults: z.array(z.object({ path: z.string(), code: z.enum(INPUT_FAULTS), message: z.string(), limit: z.number().optional() })).optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    retrySafe: z.boolean().optional(),
  }),
});
export type ErrorBody = z.output<typeof errorBody>;
