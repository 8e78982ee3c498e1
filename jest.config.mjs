const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true, tsx: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
    target: 'es2024',
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
};

/**
 * `*.spec.ts` speaks to nothing; `*.int.spec.ts` and everything under `tests/` may start real servers.
 * `./guardroom test` runs them and prints one closing line; `*.long.spec.ts` only with `--full`.
 */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': ['@swc/jest', swc] },
  // A hang ends here; nothing is asserted about speed. Only what takes longer on a busy machine has a limit of its own.
  testTimeout: 300_000,
  testMatch: ['<rootDir>/{apps,libs,tests,infra}/**/*.spec.{ts,tsx}'],
  modulePathIgnorePatterns: ['/dist/', '/.guardroom/'],
};
