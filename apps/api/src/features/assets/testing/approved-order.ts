import type { Result, routes } from '@guardroom/contracts';
import type { ChangeKind } from '@guardroom/domain';
import { civilDay, instantOf } from '@guardroom/kernel';
import type { TestApi } from '../../../testing/start-api.ts';

/** An approved order for a camera of the first school: the equipment administrator proposes, the security lead approves. Answers its id. */
export async function approvedOrder(api: TestApi, cameraId: string, kind: ChangeKind, toLocation = '新位置'): Promise<string> {
  const at = (path: string): string => `/v1/schools/${api.schools[0].schoolId}${path}`;
  const { body: found } = await api.call<Result<typeof routes.listAssets>>('qian.hua', 'GET', at(`/assets?cameraId=${cameraId}`));
  const proposal = { assetId: found.items[0]?.id, kind, words: '按整改方案调整', reason: '原位置有遮挡', plannedOn: civilDay(instantOf(Date.now())), ...(kind === 'move' ? { toLocation } : {}) };
  const { body: order, error } = await api.call<Result<typeof routes.proposeChange>>('qian.hua', 'POST', at('/change-orders'), proposal);
  if (error) throw new Error(`proposal: ${JSON.stringify(error)}`);
  const { status } = await api.call('zhao.an', 'POST', at(`/change-orders/${order.id}/decision`), { kind: 'approve', words: '同意' });
  if (status !== 200 && status !== 201) throw new Error(`approval: ${status}`);
  return order.id;
}
