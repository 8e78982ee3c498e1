import { mkdirSync } from 'node:fs';
import { ensureGoProgram, goProgramPath } from '../go-builds.ts';
import type { Installation } from '../installation.ts';
import { answersOk, processPart } from './part.ts';

/** Region that requests are signed for; the store lives on this machine, so it is a name and no place. */
export const s3Region = 'us-east-1';

/** MinIO on loopback with one folder; Object Lock and legal hold are honoured there. */
export const minio = processPart({
  name: 'minio',
  title: 'MinIO',
  ensureInstalled: async (say) => {
    await ensureGoProgram('minio', say);
  },
  ports: ({ ports }) => [ports.minio],
  prepare: async ({ places }) => {
    mkdirSync(`${places.data}/minio`, { recursive: true, mode: 0o700 });
  },
  command: ({ places, ports, secrets }) => ({
    program: goProgramPath('minio'),
    args: ['server', '--quiet', '--address', `127.0.0.1:${ports.minio}`, `${places.data}/minio`],
    env: {
      MINIO_ROOT_USER: secrets.s3.accessKey,
      MINIO_ROOT_PASSWORD: secrets.s3.secretKey,
      MINIO_REGION: s3Region,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      MINIO_PROMETHEUS_AUTH_TYPE: 'public',
    },
  }),
  probe: (installation) => answersOk(`${s3Endpoint(installation)}/minio/health/ready`),
  address: s3Endpoint,
});

/** Where the object store answers. */
export function s3Endpoint({ ports }: Installation): string {
  return `http://127.0.0.1:${ports.minio}`;
}
