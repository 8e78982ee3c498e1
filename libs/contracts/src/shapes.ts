import { type IdPrefix, idPattern } from '@guardroom/kernel';
import { z } from 'zod';

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

/** An instant in UTC with milliseconds, ISO 8601. */
export const instant = z.iso.datetime({ precision: 3 });
/** A civil day in Asia/Shanghai, `yyyy-mm-dd`. */
export const civilDay = z.iso.date();
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const base64 = z.base64();

/** Words that a person typed: trimmed, bounded, no control characters. */
export const words = (min: number, max: number) => z.string().trim().min(min).max(max).regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/, 'no control characters');

/** Paging, search and order that every list takes. */
export const listQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  perPage: z.coerce.number().int().min(1).max(500).default(25),
  q: z.string().trim().max(100).optional(),
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
    faults: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    retrySafe: z.boolean().optional(),
  }),
});
export type ErrorBody = z.output<typeof errorBody>;
