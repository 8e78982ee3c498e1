import type { InputFault } from '@guardroom/contracts';

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Faults of single fields that have words of their own. */
const OWN: Readonly<Record<string, Partial<Record<InputFault['code'], string>>>> = {
  'person-name': { wrong_form: 'propose.name_help' },
  'person-username': { wrong_form: 'propose.username_help' },
  contentBase64: { too_long: 'fault.file_too_large' },
  documentTail: { wrong_form: 'visitors.document_tail_help' },
  peopleCodes: { wrong_form: 'incident_page.code_shape' },
  rtspUrl: { wrong_form: 'cameras.rtsp_shape' },
};

/** One fault of an input in the page's language: which field, which of several, and what is wrong. Nothing of the wire's own text. */
export function faultWords({ path, code, limit }: Pick<InputFault, 'path' | 'code' | 'limit'>, translate: Translate): string {
  const steps = path.split('.').slice(1);
  const names = steps.filter((step) => !isIndex(step));
  const last = names.at(-1) ?? '';
  const pair = names.slice(-2).join('-');
  const field = translate(`field.${pair}`, { _: translate(`field.${last}`, { _: translate('fault.any_field') }) });
  const index = steps.find(isIndex);
  const words = translate((OWN[pair] ?? OWN[last])?.[code] ?? `fault.${code}`, { limit, smart_count: limit, _: translate('fault.wrong_form') });
  return translate('fault.line', { field: index === undefined ? field : translate('fault.one_of', { field, no: Number(index) + 1 }), words });
}

const isIndex = (step: string): boolean => /^\d+$/.test(step);
