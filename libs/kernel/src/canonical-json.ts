/** What JSON can say; members that are undefined are left out, as JSON.stringify does. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json | undefined };

/**
 * The one spelling of a JSON value by RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, ECMAScript
 * numbers. What is hashed or signed is always this text in UTF-8.
 * @throws TypeError for what JSON cannot say: NaN, infinities, lone surrogates, undefined in arrays, functions, bigints, cycles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** The UTF-8 bytes of `canonicalJson`. */
export function canonicalBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(value));
}

function write(value: unknown, within: readonly object[]): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON cannot say ${value}`);
      return JSON.stringify(value);
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('JSON text holds a lone surrogate');
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (within.includes(value)) throw new TypeError('JSON cannot say a cycle');
      const inner = [...within, value];
      if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, inner)).join(',')}]`;
      if (!isPlain(value)) throw new TypeError('JSON cannot say an object of a class');
      const members = Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => `${write(name, inner)}:${write(member, inner)}`);
      return `{${members.join(',')}}`;
    }
    default:
      throw new TypeError(`JSON cannot say ${typeof value}`);
  }
}

/** Plain objects of any realm: their prototype is nothing or the end of the chain. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
