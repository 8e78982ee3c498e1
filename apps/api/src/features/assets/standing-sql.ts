import { REPLACEMENT_LEAD_DAYS } from '@guardroom/domain';

/** Today in Shanghai. */
const TODAY = `(now() at time zone 'Asia/Shanghai')::date`;

/** How a row of the register stands to its service life; the domain's `lifeStanding` in the database's words. */
export const STANDING = `case when accepted_on is null or state = 'retired' then 'unknown' when service_life_ends_on::date <= ${TODAY} then 'over_age'
  when service_life_ends_on::date <= ${TODAY} + ${REPLACEMENT_LEAD_DAYS} then 'due' else 'in_life' end`;

/** True where a field that the regulations name is empty; the domain's `missingFields` in the database's words. */
export const MISSING = `state <> 'retired' and (model is null or spec is null or serial_number is null or purchased_on is null or location is null or keeper_name is null or technical_parameters is null)`;
