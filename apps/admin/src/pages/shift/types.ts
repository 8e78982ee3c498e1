import type { z } from 'zod';
import type { handover, logEntry, myShift, openMatter, shift } from '@guardroom/contracts';

/** My watch and all that belongs to it. */
export type Mine = z.output<typeof myShift>;
/** A watch. */
export type Shift = z.output<typeof shift>;
/** A line of the duty log. */
export type LogLine = z.output<typeof logEntry>;
/** A handover with its list. */
export type Handover = z.output<typeof handover>;
/** Something that is open now. */
export type OpenMatter = z.output<typeof openMatter>;
