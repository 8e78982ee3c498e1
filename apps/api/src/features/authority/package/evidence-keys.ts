import { createHash, createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { publicKeyOf, signerOf } from '@guardroom/evidence';
import { FileKeyVault } from '../../../platform/key-vault/key-vault.ts';

/** SubjectPublicKeyInfo around a raw Ed25519 key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The public half of a signing key. `fingerprint` is SHA-256 of its SubjectPublicKeyInfo, in hexadecimal. */
export type EvidenceKey = { readonly keyId: string; readonly pem: string; readonly fingerprint: string };

/** Keys that evidence packages are signed with: one per district, in the vault. */
@Injectable()
export class EvidenceKeys {
  readonly #vault: FileKeyVault;
  constructor(vault: FileKeyVault) {
    this.#vault = vault;
  }

  /** The public half of a district's key. */
  async of(districtId: string): Promise<EvidenceKey> {
    const spki = Buffer.concat([SPKI_PREFIX, publicKeyOf(await this.#vault.evidenceSeed(districtId))]);
    const fingerprint = createHash('sha256').update(spki).digest('hex');
    const pem = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }).toString();
    return { keyId: `guardroom/${districtId}/evidence/${fingerprint.slice(0, 16)}`, pem, fingerprint };
  }

  /** Signs bytes with a district's key: 64 bytes of Ed25519. */
  async sign(districtId: string, bytes: Uint8Array): Promise<Buffer> {
    return signerOf((await this.of(districtId)).keyId, await this.#vault.evidenceSeed(districtId)).sign(bytes);
  }
}
