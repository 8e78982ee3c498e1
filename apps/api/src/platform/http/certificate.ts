import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import type { TlsFiles } from '../config/listening.ts';

/** How often the files are looked at. Milliseconds. */
const LOOK_MS = 10_000;

/** Certificate and key as a server takes them. @throws Error — when a file cannot be read */
export const certificateOf = (files: TlsFiles): SecureContextOptions => ({ cert: readFileSync(files.certFile), key: readFileSync(files.keyFile), minVersion: 'TLSv1.2' });

/**
 * Takes up a renewed certificate without a restart: connections made from then on get it. While the files do not fit each
 * other (the one is written, the other not yet) the old one stays. Answers how to stop looking.
 */
export function followCertificate(server: { setSecureContext(options: SecureContextOptions): void }, files: TlsFiles, taken: (error: unknown) => void): () => void {
  const renew = (): void => {
    try {
      server.setSecureContext(certificateOf(files));
      taken(undefined);
    } catch (error) {
      taken(error);
    }
  };
  const paths = [files.certFile, files.keyFile];
  for (const path of paths) watchFile(path, { interval: LOOK_MS, persistent: false }, renew);
  return () => paths.forEach((path) => unwatchFile(path, renew));
}
