import { generateSealingKeyPair, generateSigningKeyPair, publicKeyOf, signerOf, type RawKeyPair, type Signer } from '@guardroom/evidence';
import { gatewayRoutes } from '@guardroom/contracts';
import { parseId, type DistrictId, type GatewayId, type SchoolId } from '@guardroom/kernel';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { chmod, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { makeDirectory, syncDirectory, writeDurably } from '../spool/files.ts';

/** What the district said at enrolment. */
export type Enrolment = z.output<typeof gatewayRoutes.enrol.result>;

/** The gateway's own keys; the private halves never leave the directory they were made in. */
export type GatewayKeys = { readonly signing: RawKeyPair; readonly sealing: RawKeyPair };

/** An enrolled gateway. */
export type Identity = {
  readonly enrolment: Enrolment;
  readonly districtId: DistrictId;
  readonly schoolId: SchoolId;
  readonly gatewayId: GatewayId;
  readonly signer: Signer;
  readonly signingPublicKey: Buffer;
  readonly sealingKey: Buffer;
};

/** Gives the gateway's keys, making them on the first start: raw, base64, readable by the agent's account only. */
export async function loadKeys(directory: string): Promise<GatewayKeys> {
  await makeDirectory(directory);
  await chmod(directory, 0o700);
  await keyFile(join(directory, 'signing.key'), generateSigningKeyPair);
  await keyFile(join(directory, 'sealing.key'), generateSealingKeyPair);
  await syncDirectory(directory);
  return readKeys(directory);
}

/**
 * Gives the gateway's keys and makes none.
 * @throws Error — when one is missing or is no key
 */
export async function readKeys(directory: string): Promise<GatewayKeys> {
  const [signing, sealing] = await Promise.all([readKey(join(directory, 'signing.key')), readKey(join(directory, 'sealing.key'))]);
  return { signing: { privateKey: signing, publicKey: publicKeyOf(signing) }, sealing: { privateKey: sealing, publicKey: sealingPublicKeyOf(sealing) } };
}

/** The identity of an enrolled gateway, or undefined before enrolment. */
export async function loadIdentity(directory: string, keys: GatewayKeys): Promise<Identity | undefined> {
  const text = await readFile(join(directory, 'enrolment.json'), 'utf8').catch(missing);
  return text === undefined ? undefined : identityOf(gatewayRoutes.enrol.result.parse(JSON.parse(text)), keys);
}

/** Keeps what the district said, so that the code is never needed again. */
export async function saveEnrolment(directory: string, enrolment: Enrolment, keys: GatewayKeys): Promise<Identity> {
  const path = join(directory, 'enrolment.json');
  await writeDurably(`${path}.new`, Buffer.from(`${JSON.stringify(enrolment, undefined, 2)}\n`));
  await rename(`${path}.new`, path);
  await syncDirectory(directory);
  return identityOf(enrolment, keys);
}

function identityOf(enrolment: Enrolment, keys: GatewayKeys): Identity {
  return {
    enrolment,
    districtId: parseId('dst', enrolment.districtId),
    schoolId: parseId('sch', enrolment.schoolId),
    gatewayId: parseId('gwy', enrolment.gatewayId),
    signer: signerOf(enrolment.signingKeyId, keys.signing.privateKey),
    signingPublicKey: keys.signing.publicKey,
    sealingKey: keys.sealing.privateKey,
  };
}

async function keyFile(path: string, make: () => RawKeyPair): Promise<void> {
  if ((await readFile(path).catch(missing)) !== undefined) return;
  await writeDurably(`${path}.new`, Buffer.from(`${make().privateKey.toString('base64')}\n`));
  await rename(`${path}.new`, path);
}

async function readKey(path: string): Promise<Buffer> {
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new Error(`${path} does not hold a key`);
  return key;
}

/** DER around a raw X25519 key: PKCS #8 (RFC 8410). */
const x25519Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

function sealingPublicKeyOf(privateKey: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([x25519Prefix, privateKey]), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
}

function missing(cause: NodeJS.ErrnoException): undefined {
  if (cause.code !== 'ENOENT') throw cause;
}
