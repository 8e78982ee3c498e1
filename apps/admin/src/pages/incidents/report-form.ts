/** What a person typed for the report. */
export type ReportDraft = { readonly summary: string; readonly cause: string; readonly measures: string; readonly people: string; readonly isNobody: boolean; readonly units: string; readonly isNoUnit: boolean };

type Report = { readonly summary: string | null; readonly cause: string | null; readonly measures: string | null; readonly peopleCodes: readonly string[] | null; readonly unitsInvolved: readonly string[] | null };

const parts = (text: string): string[] => [...new Set(text.split(/[,，、;；\s]+/).map((part) => part.trim()).filter(Boolean))];
const units = (text: string): string[] => [...new Set(text.split(/[,，、;；\n]+/).map((part) => part.trim()).filter(Boolean))];

/** The report as it stands, in the fields of the form. */
export const draftOf = (report: Report): ReportDraft => ({
  summary: report.summary ?? '',
  cause: report.cause ?? '',
  measures: report.measures ?? '',
  people: report.peopleCodes?.join('，') ?? '',
  isNobody: report.peopleCodes?.length === 0,
  units: report.unitsInvolved?.join('，') ?? '',
  isNoUnit: report.unitsInvolved?.length === 0,
});

/** Codes that are none: capitals, digits and lines only, so that no name fits. */
export const wrongCodes = (draft: ReportDraft): string[] => (draft.isNobody ? [] : parts(draft.people).filter((code) => !/^[A-Z0-9][A-Z0-9-]{1,19}$/.test(code)));

/** What is sent: only what was said. */
export function reportOf(draft: ReportDraft): { summary?: string; cause?: string; measures?: string; peopleCodes?: string[]; unitsInvolved?: string[] } {
  const said = (name: 'summary' | 'cause' | 'measures') => (draft[name].trim() ? { [name]: draft[name].trim() } : {});
  const codes = parts(draft.people);
  const names = units(draft.units);
  return {
    ...said('summary'),
    ...said('cause'),
    ...said('measures'),
    ...(draft.isNobody ? { peopleCodes: [] } : codes.length > 0 ? { peopleCodes: codes } : {}),
    ...(draft.isNoUnit ? { unitsInvolved: [] } : names.length > 0 ? { unitsInvolved: names } : {}),
  };
}
