import { instantOf, msOf, type SchoolId } from '@guardroom/kernel';
import type { SegmentHeader } from './format.ts';

/** The school's bucket; S3 knows lower case and hyphens only. */
export function bucketOf(schoolId: SchoolId): string {
  return `gr-${schoolId.replaceAll('_', '-').toLowerCase()}`;
}

/** The segment's key in its school's bucket: `<camera>/<yyyy>/<mm>/<dd>/<startedAtMs>-<sequence>.grs`, the day in UTC. */
export function objectKeyOf(header: Pick<SegmentHeader, 'cameraId' | 'startedAt' | 'sequence'>): string {
  const ms = msOf(header.startedAt);
  return `${header.cameraId}/${instantOf(ms).slice(0, 10).replaceAll('-', '/')}/${ms}-${header.sequence}.grs`;
}
