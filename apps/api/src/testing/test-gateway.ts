import { randomBytes, randomUUID } from 'node:crypto';
import type { Result, routes } from '@guardroom/contracts';
import { type RawKeyPair, type SignedFooter, type SignedManifest, footerSha256, generateSealingKeyPair, generateSigningKeyPair, sealSegment, sha256Hex, signManifest, signerOf } from '@guardroom/evidence';
import { type CameraId, type DistrictId, type GatewayId, type Instant, type SchoolId, addMs } from '@guardroom/kernel';
import { CreateGateway } from '../features/equipment/public.ts';
import { CommandBus } from '@nestjs/cqrs';
import type { OnboardedSchool } from '../features/tenancy/public.ts';
import type { Answer, TestApi } from './start-api.ts';

type Enrolment = Result<typeof routes.enrol>;
type Keys = Result<typeof routes.getDesiredState>['cameras'][number]['keys'];

/** A sealed segment as a gateway holds it. */
export type HeldSegment = { readonly object: Buffer; readonly signed: SignedFooter; readonly sha256: string };

/** A gateway as the API sees it: real keys, a real client assertion, real sealed segments of made-up bytes. */
export class TestGateway {
  readonly api: TestApi;
  readonly school: OnboardedSchool;
  readonly enrolment: Enrolment;
  readonly signing: RawKeyPair;
  readonly sealing: RawKeyPair;
  #sequence = 0;
  #token: { text: string; expiresAtMs: number } | undefined;

  constructor(api: TestApi, school: OnboardedSchool, enrolment: Enrolment, signing: RawKeyPair, sealing: RawKeyPair) {
    this.api = api;
    this.school = school;
    this.enrolment = enrolment;
    this.signing = signing;
    this.sealing = sealing;
  }

  /** Announces a gateway at the school and enrols it with the code. */
  static async enrolled(api: TestApi, school: OnboardedSchool, name = `网关 ${randomUUID().slice(0, 8)}`): Promise<TestGateway> {
    const { enrolmentCode } = await api.app.get(CommandBus).execute(new CreateGateway(await api.machine(school), { name }));
    const [signing, sealing] = [generateSigningKeyPair(), generateSealingKeyPair()];
    const answer = await enrol(api, enrolmentCode, signing, sealing);
    if (answer.error) throw new Error(`enrolment: ${answer.status} ${answer.error.code}`);
    return new TestGateway(api, school, answer.body, signing, sealing);
  }

  /** Calls an operation with this gateway's own token. */
  async call<T = Record<string, never>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.api.call<T>({ token: await this.token() }, method, `/v1/gateway${path}`, body);
  }

  /** An access token by client assertion (private_key_jwt, EdDSA); the last one while it lives, unless a new one is asked for. */
  async token(anew = false): Promise<string> {
    if (!anew && this.#token && this.#token.expiresAtMs > Date.now() + 20_000) return this.#token.text;
    const { clientId, tokenUrl, issuer, signingKeyId } = this.enrolment;
    const now = Math.floor(Date.now() / 1000);
    const part = (o: object): string => Buffer.from(JSON.stringify(o)).toString('base64url');
    const unsigned = `${part({ alg: 'EdDSA', typ: 'JWT', kid: signingKeyId })}.${part({ iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), iat: now, exp: now + 30 })}`;
    const assertion = `${unsigned}.${signerOf(signingKeyId, this.signing.privateKey).sign(Buffer.from(unsigned)).toString('base64url')}`;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion };
    const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
    const body = (await answer.json()) as { access_token?: string; expires_in?: number };
    if (!body.access_token) throw new Error(`no token for the gateway: ${answer.status} ${JSON.stringify(body)}`);
    this.#token = { text: body.access_token, expiresAtMs: Date.now() + (body.expires_in ?? 0) * 1000 };
    return body.access_token;
  }

  /** Seals a segment of made-up bytes; the header may be bent for tests of refusals. */
  async seal(cameraId: string, keys: Keys, startedAt: Instant, o: { seconds?: number; sequence?: number; header?: Partial<SignedFooter['header']>; signing?: RawKeyPair } = {}): Promise<HeldSegment> {
    const key = keys[1] ?? keys[0];
    if (!key) throw new Error('the camera has no keys');
    const header = {
      format: 'guardroom/segment/1' as const,
      suite: 1 as const,
      districtId: this.enrolment.districtId as DistrictId,
      schoolId: this.enrolment.schoolId as SchoolId,
      cameraId: cameraId as CameraId,
      gatewayId: this.enrolment.gatewayId as GatewayId,
      keyId: key.keyId,
      startedAt,
      clockUncertaintyMs: 5,
      codec: 'avc1.64001e',
      sequence: o.sequence ?? this.#sequence++,
      previousFooterSha256: null,
      ...o.header,
    };
    const sealer = await sealSegment({ header, recipientPublicKey: Buffer.from(key.publicKey, 'base64') });
    const plaintext = randomBytes(2_000);
    const body = [sealer.prelude, sealer.write(plaintext)];
    const endedAt = addMs(startedAt, (o.seconds ?? 10) * 1000);
    const { tail, signed } = sealer.finish(
      { endedAt, frames: 100, index: { initLength: 500, fragments: [{ offset: 500, length: 1500, firstFrameAt: startedAt, lastFrameAt: endedAt, frames: 100 }] } },
      signerOf(this.enrolment.signingKeyId, (o.signing ?? this.signing).privateKey),
    );
    const object = Buffer.concat([...body, tail]);
    return { object, signed, sha256: sha256Hex(object) };
  }

  /** Asks for a grant and uploads; answers the store's HTTP status, or the grant's state when there was nothing to upload. */
  async upload({ object, signed, sha256 }: HeldSegment): Promise<number | string> {
    const { cameraId, startedAt, sequence } = signed.header;
    const { body } = await this.call<Result<typeof routes.grantUploads>>('POST', '/upload-grants', { objects: [{ cameraId, startedAt, sequence, bytes: object.length, sha256 }] });
    const grant = body.grants?.[0];
    if (!grant?.url) return grant?.code ?? grant?.state ?? 'no grant';
    const { 'content-length': _, ...headers } = grant.headers;
    return (await fetch(grant.url, { method: 'PUT', headers, body: new Uint8Array(object) })).status;
  }

  /** Announces segments by their signed footers. */
  announce(...segments: readonly HeldSegment[]): Promise<Answer<Result<typeof routes.announceSegments>>> {
    return this.call('POST', '/segments', { segments: segments.map(announcementOf) });
  }

  /** Seals a minute of a camera. */
  manifest(cameraId: string, minute: Instant, segments: readonly HeldSegment[], gaps: SignedManifest['manifest']['gaps'] = [], sequence = 0): SignedManifest {
    const { districtId, schoolId, gatewayId, signingKeyId } = this.enrolment;
    return signManifest(
      {
        format: 'guardroom/minute-manifest/1',
        districtId: districtId as DistrictId,
        schoolId: schoolId as SchoolId,
        cameraId: cameraId as CameraId,
        gatewayId: gatewayId as GatewayId,
        minute,
        sequence,
        segments: segments.map(({ signed }) => ({ footerSha256: footerSha256(signed), startedAt: signed.header.startedAt, endedAt: signed.footer.endedAt })),
        gaps,
        previousManifestSha256: null,
      },
      signerOf(signingKeyId, this.signing.privateKey),
    );
  }
}

/** What a segment's announcement says. */
export const announcementOf = ({ object, signed, sha256 }: HeldSegment) => ({ ...signed, objectBytes: object.length, objectSha256: sha256 });

/** Sends a code with public keys. */
export const enrol = (api: TestApi, code: string, signing = generateSigningKeyPair(), sealing = generateSealingKeyPair()): Promise<Answer<Enrolment>> =>
  api.call<Enrolment>(undefined, 'POST', '/v1/enrolment', { code, signingKey: signing.publicKey.toString('base64'), sealingKey: sealing.publicKey.toString('base64') });
