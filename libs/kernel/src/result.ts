/** Either a value or a reason why there is none; the domain answers with it instead of throwing. */
export type Result<T, E = Refusal> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A code of the closed list, `area.reason` in lower case, for example `footage.over-range`. */
export type RefusalCode = `${string}.${string}`;

/** A rule says no; `code` names the rule's answer and `details` carries only what the asker may know. */
export type Refusal<C extends RefusalCode = RefusalCode> = {
  readonly kind: 'refusal';
  readonly code: C;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Wraps a value as success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a reason as failure. */
export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Refuses with a code, as a failed Result. */
export function refuse<C extends RefusalCode>(
  code: C,
  details?: Readonly<Record<string, unknown>>,
): { readonly ok: false; readonly error: Refusal<C> } {
  return err(details === undefined ? { kind: 'refusal', code } : { kind: 'refusal', code, details });
}
