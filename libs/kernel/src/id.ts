import type { Clock, Random } from './ports.ts';
import { systemClock, systemRandom } from './ports.ts';

/** What each prefix names. A new kind of record gets a prefix of its own here. */
export const idKinds = {
  dst: 'district',
  sch: 'school',
  cam: 'camera',
  gwy: 'gateway',
  psn: 'person',
  apt: 'appointment',
  frq: 'footage request',
  vws: 'viewing session',
  fct: 'fact',
  gap: 'gap',
  hld: 'hold',
  doc: 'document',
  shf: 'shift',
  ros: 'roster',
  hov: 'handover',
  dle: 'duty log entry',
  vis: 'visitor entry',
  lvw: 'live view',
  aut: 'authority request',
  agy: 'agency',
  pkg: 'evidence package',
  pdl: 'package download',
  ast: 'asset',
  tkt: 'fault ticket',
  cho: 'change order',
  clr: 'clearance',
  inc: 'incident',
  dsp: 'dispatch order',
  spv: 'supervision visit',
  fnd: 'finding',
  rct: 'rectification order',
  pol: 'policy version',
  vio: 'violation case',
} as const;

/** The three letters that start an id. */
export type IdPrefix = keyof typeof idKinds;

declare const idBrand: unique symbol;

/**
 * An id: prefix, underscore, 10 Crockford base32 characters of creation time in ms, 10 of randomness, in upper case
 * (`sch_01JD8Q5V3KXW2M9T4R7B`). Text order is creation order, to the millisecond.
 */
export type Id<P extends IdPrefix> = `${P}_${string}` & { readonly [idBrand]: P };

export type DistrictId = Id<'dst'>;
export type SchoolId = Id<'sch'>;
export type CameraId = Id<'cam'>;
export type GatewayId = Id<'gwy'>;
export type PersonId = Id<'psn'>;
export type FactId = Id<'fct'>;
export type GapId = Id<'gap'>;

/** Crockford's base32: no I, L, O or U, so that an id read aloud is not misheard. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Matches exactly the ids of one kind; its source also serves as a PostgreSQL and JSON Schema pattern. */
export function idPattern(prefix: IdPrefix): RegExp {
  return new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{20}$`);
}

const patterns = new Map((Object.keys(idKinds) as IdPrefix[]).map((prefix) => [prefix, idPattern(prefix)]));

/** Millisecond and tail of the last id of this process, so that ids of one millisecond keep the order of their making. */
let last: { readonly ms: number; readonly tail: readonly number[] } = { ms: Number.NaN, tail: [] };

/**
 * A fresh id of that kind. Ids made one after the other in a process sort in that order, also within a millisecond; 49 random bits
 * keep those of different processes apart.
 */
export function newId<P extends IdPrefix>(prefix: P, clock: Clock = systemClock, random: Random = systemRandom): Id<P> {
  const ms = clock.nowMs();
  const next = ms === last.ms ? successor(last.tail) : undefined;
  // A fresh tail begins in the lower half, so that there is always a successor within its millisecond.
  const tail = next ?? [...random.bytes(10)].map((byte, i) => byte & (i === 0 ? 15 : 31));
  last = { ms, tail };
  let time = '';
  for (let rest = ms, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  return `${prefix}_${time}${tail.map((digit) => alphabet[digit]).join('')}` as Id<P>;
}

/** The next number of as many base-32 digits; nothing after the last one. */
function successor(digits: readonly number[]): number[] | undefined {
  const at = digits.findLastIndex((digit) => digit < 31);
  return at < 0 ? undefined : digits.map((digit, i) => (i < at ? digit : i === at ? digit + 1 : 0));
}

/** Tells whether the text is an id of that kind, exactly spelled. */
export function isId<P extends IdPrefix>(prefix: P, text: unknown): text is Id<P> {
  return typeof text === 'string' && patterns.get(prefix)!.test(text);
}

/**
 * Reads an id of that kind.
 * @throws RangeError when the text is no such id; use `isId` for input from outside.
 */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Id<P> {
  if (!isId(prefix, text)) throw new RangeError(`not a ${idKinds[prefix]} id: ${JSON.stringify(text)}`);
  return text;
}
