import { SPACES_NEAR_PRIVATE, VIEW_CHANGING_KINDS, VIEW_REVIEW_MONTHS } from '@guardroom/domain';

const listOf = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Joins of a camera `c` with the latest look at its view, `v`: one before its view was changed by an order says nothing any more. */
export const REVIEW_JOINS = `
  left join lateral (select max(coalesce(o.started_at, o.closed_at)) as at from assets a join change_orders o on o.school_id = a.school_id and o.asset_id = a.asset_id
                      where a.school_id = c.school_id and a.camera_id = c.camera_id and o.kind in (${listOf(VIEW_CHANGING_KINDS)})) turned on true
  left join lateral (select r.reviewed_at, r.reviewed_by_name, r.sees_private from camera_reviews r
                      where r.school_id = c.school_id and r.camera_id = c.camera_id and r.reviewed_at > coalesce(turned.at, '-infinity') order by r.reviewed_at desc limit 1) v on true`;

/** The day from which a look at the view of camera `c` is due; null where no private space is near. */
export const REVIEW_DUE_ON = `case when c.space in (${listOf(SPACES_NEAR_PRIVATE)})
  then (coalesce(v.reviewed_at + interval '${VIEW_REVIEW_MONTHS} months', greatest(c.registered_at, turned.at)) at time zone 'Asia/Shanghai')::date end`;
