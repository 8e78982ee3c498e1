import type { InputFault } from '@guardroom/contracts';
import type { Result } from '@guardroom/kernel';

/** A rule says no. Thrown once by a handler; one filter turns it into the wire's error. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, options: { status?: number; details?: Readonly<Record<string, unknown>> } = {}) {
    super(code);
    this.name = 'Refused';
    this.code = code;
    this.status = options.status ?? 409;
    this.details = options.details;
  }
}

/** A part that we stand on does not answer; the same call may be sent again. Its own words stay in the log. */
export class PartAway extends Error {
  constructor(part: string, cause: unknown) {
    super(`${part} does not answer`, { cause });
    this.name = 'PartAway';
  }
}

/** The input does not have the shape that the contract asks for; every fault is listed. */
export class Invalid extends Error {
  readonly faults: readonly InputFault[];
  constructor(faults: readonly InputFault[]) {
    super('invalid input');
    this.name = 'Invalid';
    this.faults = faults;
  }
}

/** Not there, or another school's: the two are never told apart. */
export const notFound = (): Refused => new Refused('request.not_found', { status: 404 });

/** The value of a result, or its refusal thrown. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refused(result.error.code, result.error.details ? { details: result.error.details } : {});
}
