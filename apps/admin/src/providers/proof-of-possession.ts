import { createClient, type Client } from '@guardroom/client';

const text = new TextEncoder();

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const digest = async (words: string): Promise<string> => base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', text.encode(words))));

/** A key that lives and dies with this tab; its private half cannot be read by anyone, this page included. */
export type TabKey = {
  /** JWK thumbprint (RFC 7638, base64url) of the public half. */
  readonly thumbprint: string;
  /** A proof for one request (DPoP, RFC 9449), bound to method, address without query, and access token. */
  readonly proof: (method: string, url: string, accessToken: string) => Promise<string>;
};

/** Makes a fresh ES256 key for this tab. */
export async function makeTabKey(): Promise<TabKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = { crv, kty, x, y };
  return {
    thumbprint: await digest(JSON.stringify(jwk)), // members in the order that RFC 7638 asks for
    proof: async (method, url, accessToken) => {
      const address = new URL(url, location.origin);
      const header = { typ: 'dpop+jwt', alg: 'ES256', jwk };
      const claims = { jti: crypto.randomUUID(), htm: method, htu: `${address.origin}${address.pathname}`, iat: Math.floor(Date.now() / 1000), ath: await digest(accessToken) };
      const signed = `${base64url(text.encode(JSON.stringify(header)))}.${base64url(text.encode(JSON.stringify(claims)))}`;
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text.encode(signed));
      return `${signed}.${base64url(new Uint8Array(signature))}`;
    },
  };
}

/** A client whose every call proves possession of the tab's key. */
export const provenClient = (key: TabKey, token: () => Promise<string>): Client =>
  createClient({
    baseUrl: location.origin,
    headers: async ({ method }, url) => {
      const accessToken = await token();
      return { authorization: `Bearer ${accessToken}`, dpop: await key.proof(method, url, accessToken) };
    },
  });
