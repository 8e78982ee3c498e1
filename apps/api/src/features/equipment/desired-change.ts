import type { Tx } from '@guardroom/db';

/**
 * Says that a gateway should do something else from this commit on: its revision counts up, and whoever waits for it is woken when
 * the transaction commits.
 */
export async function gatewayShouldChange(tx: Tx, gatewayIds: readonly string[]): Promise<void> {
  await tx.sql`
    with changed as (update gateways set revision = revision + 1 where gateway_id = any(${[...gatewayIds]}::text[]) returning gateway_id)
    select pg_notify('gateway_revision', gateway_id) from changed`;
}
