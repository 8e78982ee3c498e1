import type { Result, dutyRoutes } from '@guardroom/contracts';
import type { LogKind } from '@guardroom/domain';

/** A line of the log as its operations answer it. */
export type LogEntryView = Result<typeof dutyRoutes.writeLog>;
export type LogRow = { entry_id: string; shift_id: string; kind: LogKind; words: string; happened_at: Date; written_at: Date; written_by: string; written_by_name: string; corrects: string | null; corrected_by: string | null };

/** Lines of the school's ($1) log with the line that corrects each; further conditions follow with `and`. */
export const LOG = `
  select l.entry_id, l.shift_id, l.kind, l.words, l.happened_at, l.written_at, l.written_by, l.written_by_name, l.corrects,
         (select c.entry_id from duty_log_entries c where c.school_id = l.school_id and c.corrects = l.entry_id) as corrected_by
    from duty_log_entries l where l.school_id = $1`;

/** A row as the contract shows it. */
export const logEntryView = (row: LogRow): LogEntryView => ({
  id: row.entry_id,
  shiftId: row.shift_id,
  kind: row.kind,
  words: row.words,
  happenedAt: row.happened_at.toISOString(),
  writtenAt: row.written_at.toISOString(),
  by: { id: row.written_by, name: row.written_by_name },
  corrects: row.corrects,
  correctedBy: row.corrected_by,
});
