import KeycloakConnect from 'keycloak-connect';
import { PartAway } from '../errors/refused.ts';
import { KeyRotation } from './key-rotation.ts';

/** What a verified access token says. Seconds since the epoch. */
export type TokenClaims = {
  readonly sub: string;
  readonly sid: string | undefined;
  readonly jti: string;
  readonly azp: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly secondFactor: boolean;
  /** Thumbprint of the key that the token is bound to, if it is (RFC 9449). */
  readonly thumbprint: string | undefined;
};

/** base64url.base64url.base64url and nothing else: the library's lenient decoder would take a fourth part or blanks. */
const BEARER = /^Bearer ([A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{300,1400})$/;
/** The machine's and the realm's clock may differ by this much. Seconds. */
const LEEWAY = 5;

/** Where tokens come from and for whom they are meant. */
export type VerifierOptions = { readonly serverUrl: string; readonly realm: string; readonly audience: string; readonly mayHold: (azp: string) => boolean };

/**
 * Validates bearer tokens with keycloak-connect's grant manager: signature, issuer, type, expiry and audience; beside it what
 * the library leaves open: shape, holder, instants and key rotation.
 */
export class TokenVerifier {
  readonly #manager: KeycloakConnect.GrantManager;
  readonly #keys: KeyRotation;
  readonly #options: VerifierOptions;

  constructor(options: VerifierOptions) {
    this.#options = options;
    const keycloak = new KeycloakConnect({}, {
      realm: options.realm,
      'auth-server-url': options.serverUrl,
      resource: options.audience,
      'bearer-only': true,
      'ssl-required': 'external',
      'confidential-port': 0,
      'verify-token-audience': true,
    } as KeycloakConnect.KeycloakConfig);
    this.#manager = keycloak.grantManager;
    this.#keys = new KeyRotation(`${options.serverUrl}/realms/${options.realm}/protocol/openid-connect/certs`);
    Object.assign(this.#manager, { rotation: this.#keys });
  }

  /**
   * The claims of a valid `Authorization` header, or nothing: why a token is refused is not told.
   * @throws PartAway — when the realm cannot be asked for its keys, so that nobody knows whether a token counts
   */
  async verify(authorization: string | undefined): Promise<TokenClaims | undefined> {
    const raw = BEARER.exec(authorization ?? '')?.[1];
    if (!raw) return undefined;
    const content = await this.#content(raw);
    if (!content) return undefined;
    const { sub, sid, jti, azp, iat, exp, nbf = 0, amr, cnf } = content as Record<string, unknown>;
    if (typeof sub !== 'string' || typeof jti !== 'string' || typeof azp !== 'string' || typeof iat !== 'number' || typeof exp !== 'number' || typeof nbf !== 'number') return undefined;
    if (!this.#options.mayHold(azp) || Math.max(iat, nbf) > Date.now() / 1000 + LEEWAY || exp <= Date.now() / 1000) return undefined;
    return {
      sub,
      sid: typeof sid === 'string' ? sid : undefined,
      jti,
      azp,
      issuedAt: iat,
      expiresAt: exp,
      secondFactor: Array.isArray(amr) && amr.includes('otp'),
      thumbprint: typeof (cnf as { jkt?: unknown } | undefined)?.jkt === 'string' ? (cnf as { jkt: string }).jkt : undefined,
    };
  }

  async #content(raw: string): Promise<object | undefined> {
    try {
      const grant = await this.#manager.createGrant({ access_token: raw } as never);
      return (grant.access_token as unknown as { content?: object } | undefined)?.content;
    } catch {
      const { absence } = this.#keys;
      if (absence) throw new PartAway('the identity provider', absence);
      return undefined; // refused: whatever is wrong with a token, its bearer is told only that it does not count
    }
  }
}
