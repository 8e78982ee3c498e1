import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import { publicUrl } from '../../../../infra/launcher/addresses.ts';
import type { Installation } from '../../../../infra/launcher/installation.ts';
import { withLock } from '../../../../infra/launcher/lock.ts';
import { testHome } from '../../../../infra/launcher/places.ts';
import { ensureServers } from '../../../../infra/launcher/servers.ts';
import { keycloakUrl } from '../../../../infra/launcher/services/keycloak.ts';
import { personSecretsOf } from '../../../../infra/keycloak/people.ts';
import { realmName } from '../../../../infra/keycloak/realm.ts';
import { CookieJar, formAction, pageMessage } from './browser.ts';

/** Somebody who can sign in. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Base32 secret of the second factor. */
  readonly totp?: string;
}

/** What the console holds after a sign-in. */
export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
  /** Keycloak's id of the person. */
  readonly sub: string;
  /** Instant after which the access token is refused, in ms since 1970. */
  readonly expiresAtMs: number;
}

/** How the sign-in is done. */
export interface SignInOptions {
  /** A session of its own, so that ending it disturbs no other test. */
  readonly fresh?: boolean;
}

/** Least life left, in ms, of a token that is given out. */
const neededLifeMs = 30_000;

/**
 * An access token of the console for a demo person (`chen.ming`) or for credentials, by the real sign-in with code flow, PKCE
 * and second factor. Sessions are shared between tests and refreshed, because a one-time code works once.
 * @throws Error — with the sign-in page's own words when it is refused.
 */
export async function signIn(who: string | Credentials, options: SignInOptions = {}): Promise<SignedIn> {
  const installation = await ensureServers(testHome(), 'test', ['keycloak'], () => undefined);
  const credentials = typeof who === 'string' ? { username: who, ...personSecretsOf(installation.secrets, who) } : who;
  return withLock(sessionFile(installation, credentials, 'lock'), async () => {
    if (options.fresh) return passSignIn(installation, credentials);
    const shared = await continued(installation, readSession(installation, credentials));
    const session = shared ?? (await passSignIn(installation, credentials));
    writeAtomically(sessionFile(installation, credentials, 'session.json'), session);
    return session;
  });
}

/** A stored session with a token that lives long enough, refreshed when needed; undefined when it is over. */
async function continued(installation: Installation, session: SignedIn | undefined): Promise<SignedIn | undefined> {
  if (!session || session.expiresAtMs - Date.now() > neededLifeMs) return session;
  const answer = await askForTokens(installation, { grant_type: 'refresh_token', refresh_token: session.refreshToken });
  return answer.ok ? signedIn((await answer.json()) as TokenAnswer) : undefined;
}

/**
 * The same session with a token that lives on for half a minute at least: one that was given a minute ago is over on a machine that is busy.
 * @throws Error — when the session is over
 */
export async function renewed(session: SignedIn): Promise<SignedIn> {
  const installation = await ensureServers(testHome(), 'test', ['keycloak'], () => undefined);
  const now = await continued(installation, session);
  if (!now) throw new Error('the session is over');
  return now;
}

/** Trades a refresh token for new tokens, as the console does; the answer is Keycloak's own. */
export async function refresh(refreshToken: string): Promise<Response> {
  const installation = await ensureServers(testHome(), 'test', ['keycloak'], () => undefined);
  return askForTokens(installation, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly expires_in: number;
}

function signedIn(answer: TokenAnswer): SignedIn {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    idToken: answer.id_token,
    sub: String(claimsOf(answer.access_token)['sub']),
    expiresAtMs: Date.now() + answer.expires_in * 1000,
  };
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}

async function passSignIn(installation: Installation, credentials: Credentials): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  const jar = new CookieJar();
  const redirectUri = `${publicUrl(installation)}/`;
  const query = new URLSearchParams({
    client_id: 'guardroom-console',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const passwordPage = await (await jar.fetch(`${realmUrl(installation)}/protocol/openid-connect/auth?${query}`)).text();
  const { username, password } = credentials;
  let answer = await jar.fetch(formAction(passwordPage), { method: 'POST', body: new URLSearchParams({ username, password }) });
  if (answer.status === 200) answer = await passSecondFactor(installation, credentials, jar, await answer.text());
  const location = new URL(answer.headers.get('location') ?? '', redirectUri);
  const code = location.searchParams.get('code');
  if (!code) throw new Error(`${username} was led to ${location.pathname} instead of the console: ${pageMessage(await answer.text())}`);
  const tokens = await askForTokens(installation, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
  if (!tokens.ok) throw new Error(`no tokens for ${username}: ${tokens.status} ${await tokens.text()}`);
  return signedIn((await tokens.json()) as TokenAnswer);
}

async function passSecondFactor(installation: Installation, credentials: Credentials, jar: CookieJar, page: string): Promise<Response> {
  if (!page.includes('name="otp"') || credentials.totp === undefined) throw new Error(`${credentials.username} may not sign in: ${pageMessage(page)}`);
  const otp = await unusedCode(installation, { ...credentials, totp: credentials.totp });
  const answer = await jar.fetch(formAction(page), { method: 'POST', body: new URLSearchParams({ otp }) });
  if (answer.status === 200) throw new Error(`${credentials.username}'s code was refused: ${pageMessage(await answer.text())}`);
  return answer;
}

/** A code of a demo person's second factor that no other test has used: for sign-ins in a real browser. */
export async function oneTimeCode(username: string): Promise<string> {
  const installation = await ensureServers(testHome(), 'test', ['keycloak'], () => undefined);
  const { password, totp } = personSecretsOf(installation.secrets, username);
  if (totp === undefined) throw new Error(`${username} has no second factor`);
  const credentials = { username, password, totp };
  return withLock(sessionFile(installation, credentials, 'lock'), () => unusedCode(installation, credentials));
}

const periodMs = 30_000;

/**
 * A code that was not given out before: Keycloak takes each once, and the next window's early. Waits for a window when both are
 * used up. Call it under the person's lock.
 */
async function unusedCode(installation: Installation, credentials: Required<Credentials>): Promise<string> {
  const file = sessionFile(installation, credentials, 'window.json');
  const lastUsed = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as number) : 0;
  const window = Math.max(Math.floor(Date.now() / periodMs), lastUsed + 1);
  const opensAtMs = (window - 1) * periodMs;
  if (opensAtMs > Date.now()) await pause(opensAtMs - Date.now() + 50);
  writeAtomically(file, window);
  return new TOTP({ secret: credentials.totp }).generate({ timestamp: window * periodMs });
}

function askForTokens(installation: Installation, body: Record<string, string>): Promise<Response> {
  return fetch(`${realmUrl(installation)}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'guardroom-console', ...body }),
    signal: AbortSignal.timeout(30_000),
  });
}

function realmUrl(installation: Installation): string {
  return `${keycloakUrl(installation)}/realms/${realmName}`;
}

function sessionFile(installation: Installation, { username, password }: Credentials, kind: string): string {
  const dir = `${installation.places.run}/sessions`;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // The password is part of the name: a person made anew under the same name has nothing to do with old sessions.
  return `${dir}/${createHash('sha256').update(`${username}\n${password}`).digest('hex').slice(0, 24)}.${kind}`;
}

function readSession(installation: Installation, credentials: Credentials): SignedIn | undefined {
  const file = sessionFile(installation, credentials, 'session.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SignedIn) : undefined;
}

function writeAtomically(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
