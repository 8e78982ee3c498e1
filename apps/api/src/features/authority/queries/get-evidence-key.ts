import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Result, authorityRoutes } from '@guardroom/contracts';
import { AuthDb } from '../../../platform/database/databases.ts';
import { notFound } from '../../../platform/errors/refused.ts';
import { EvidenceKeys } from '../package/evidence-keys.ts';

type View = Result<typeof authorityRoutes.getEvidenceKey>;

/** The public key that a district's evidence packages are signed with. */
export class GetEvidenceKey extends Query<View> {
  readonly districtId: string;
  constructor(districtId: string) {
    super();
    this.districtId = districtId;
  }
}

@QueryHandler(GetEvidenceKey)
export class GetEvidenceKeyHandler implements IQueryHandler<GetEvidenceKey> {
  readonly #auth: AuthDb;
  readonly #keys: EvidenceKeys;
  constructor(auth: AuthDb, keys: EvidenceKeys) {
    this.#auth = auth;
    this.#keys = keys;
  }

  /** @refuses request.not_found — when there is no such district: no key is made for a name that somebody invented */
  async execute({ districtId }: GetEvidenceKey): Promise<View> {
    const { rows } = await this.#auth.pool.query<{ name: string }>('select name from districts where district_id = $1', [districtId]);
    if (!rows[0]) throw notFound();
    const { keyId, pem, fingerprint } = await this.#keys.of(districtId);
    return { districtId, district: rows[0].name, keyId, algorithm: 'Ed25519', publicKeyPem: pem, fingerprint };
  }
}
