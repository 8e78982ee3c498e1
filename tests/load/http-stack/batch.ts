/** A body like an agent's announcement: sixteen entries of ids, instants, hashes and numbers. */
export const batch = {
  segments: Array.from({ length: 16 }, (_, i) => ({
    cameraId: `cam_01HQ${String(i).padStart(16, '0')}`,
    startedAt: `2026-11-22T08:${String(i).padStart(2, '0')}:00.000Z`,
    sequence: 1_000 + i,
    bytes: 2_500_000 + i,
    sha256: i.toString(16).padStart(64, '0'),
  })),
};

/** The same as JSON schema, as a bare Fastify server would have it. */
export const batchSchema = {
  type: 'object',
  required: ['segments'],
  properties: {
    segments: {
      type: 'array',
      minItems: 1,
      maxItems: 64,
      items: {
        type: 'object',
        required: ['cameraId', 'startedAt', 'sequence', 'bytes', 'sha256'],
        properties: {
          cameraId: { type: 'string', pattern: '^cam_[0-9A-HJKMNP-TV-Z]{20}$' },
          startedAt: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' },
          sequence: { type: 'integer', minimum: 0 },
          bytes: { type: 'integer', minimum: 1 },
          sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        },
      },
    },
  },
};
