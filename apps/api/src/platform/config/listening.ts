import { z } from 'zod';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** An address that browsers or gateways call. Off this machine it is TLS; loopback may be plain. */
export const publicAddress = z.url().refine((text) => URL.canParse(text) && (new URL(text).protocol === 'https:' || LOOPBACK.test(new URL(text).hostname)), 'must be https://, or on loopback');

/** What every program that answers browsers reads: where it listens, under which certificate, and where people sign in. */
export const listening = {
  GUARDROOM_PUBLIC_URL: publicAddress,
  LISTEN_HOST: z.string().default('127.0.0.1'),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  KEYCLOAK_URL: publicAddress,
  KEYCLOAK_REALM: z.string().default('guardroom'),
  CONSOLE_DIR: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
};

/** What the console's own server reads. */
export const consoleEnvironment = z.object({ ...listening, CONSOLE_PORT: z.coerce.number().int(), CONSOLE_DIR: z.string() });

/** Certificate chain and private key in PEM files; renewed ones are taken up while the program runs. */
export type TlsFiles = { readonly certFile: string; readonly keyFile: string };

/** Where a program listens. Without certificate it answers plain HTTP, which is for loopback and for a front on the same machine. */
export type Listening = { readonly host: string; readonly port: number; readonly tls: TlsFiles | undefined };

/** @throws Error — when there is a certificate without key, or a key without certificate */
export function listeningOf(port: number, e: { LISTEN_HOST: string; TLS_CERT_FILE?: string | undefined; TLS_KEY_FILE?: string | undefined }): Listening {
  if (!e.TLS_CERT_FILE !== !e.TLS_KEY_FILE) throw new Error('configuration: TLS_CERT_FILE and TLS_KEY_FILE belong together');
  return { host: e.LISTEN_HOST, port, tls: e.TLS_CERT_FILE && e.TLS_KEY_FILE ? { certFile: e.TLS_CERT_FILE, keyFile: e.TLS_KEY_FILE } : undefined };
}
