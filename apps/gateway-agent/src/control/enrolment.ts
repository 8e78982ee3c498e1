import { ApiError } from '@guardroom/client';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Backoff, publicClient, reasonOf } from './district.ts';
import { loadIdentity, loadKeys, saveEnrolment, type Identity } from './identity.ts';

const lookForCodeMs = 2_000;

/**
 * Gives the gateway's identity: the kept one, or that of a first enrolment with the one-time code. Keys are on the disk
 * before the code is used. Waits for a code and for the district for as long as it takes; a refused code waits for another.
 * Undefined when the signal aborts first.
 */
export async function becomeEnrolled(o: { home: string; apiUrl: string; code: () => Promise<string | undefined>; logger: Logger; signal: AbortSignal }): Promise<Identity | undefined> {
  const directory = join(o.home, 'identity');
  const keys = await loadKeys(directory);
  const known = await loadIdentity(directory, keys);
  if (known) return known;
  const backoff = new Backoff(1_000, 15_000);
  let refused: string | undefined;
  let asked = false;
  while (!o.signal.aborted) {
    const code = await o.code();
    let waitMs = lookForCodeMs;
    if (code === undefined && !asked) o.logger.warn('not enrolled, and there is no enrolment code yet');
    asked = true;
    if (code !== undefined && code !== refused) {
      try {
        const enrolment = await publicClient(o.apiUrl).enrol({ body: { code, signingKey: keys.signing.publicKey.toString('base64'), sealingKey: keys.sealing.publicKey.toString('base64') } });
        const identity = await saveEnrolment(directory, enrolment, keys);
        await rm(join(o.home, 'enrolment-code'), { force: true });
        o.logger.info({ gatewayId: identity.gatewayId, schoolId: identity.schoolId }, 'enrolled');
        return identity;
      } catch (cause) {
        if (cause instanceof ApiError && cause.status < 500 && cause.status !== 429) refused = code;
        o.logger.warn({ reason: reasonOf(cause) }, refused === code ? 'the enrolment code is refused; waiting for another' : 'enrolment is tried again');
        waitMs = backoff.next();
      }
    }
    await sleep(waitMs, undefined, { signal: o.signal }).catch(() => undefined); // aborted: the loop ends
  }
  return undefined;
}
