import { objectKeyOf } from '@guardroom/evidence';
import { type CameraId, instantOf } from '@guardroom/kernel';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';

/** An indexed segment whose object is to be locked. */
export type Indexed = { readonly camera_id: CameraId; readonly started_at: Date; readonly sequence: string; readonly object_version: string | null };

/**
 * Locks the object of a segment at least until an instant and reads the lock back; answers whether the lock had to grow. Locks never shrink.
 * @throws Error — when the object is not in the store or the lock is not what was asked; safe to repeat
 */
export async function lockObject(store: ObjectStore, schoolId: string, object: Indexed, until: Date): Promise<boolean> {
  const key = objectKeyOf({ cameraId: object.camera_id, startedAt: instantOf(object.started_at.getTime()), sequence: Number(object.sequence) });
  const version = object.object_version ?? (await store.stat(schoolId, key))?.version;
  if (!version) throw new Error(`object ${key} is not in the store`);
  // The store keeps whole seconds: an end within one is rounded up, or the lock would be a moment short.
  const whole = new Date(Math.ceil(until.getTime() / 1000) * 1000);
  const reaches = async (): Promise<boolean> => {
    const lock = await store.retention(schoolId, key, version);
    return lock?.mode === 'COMPLIANCE' && lock.until >= whole;
  };
  if (await reaches()) return false;
  await store.extendRetention(schoolId, key, version, whole);
  if (!(await reaches())) throw new Error(`the lock of ${key} does not reach ${whole.toISOString()}`);
  return true;
}
