import { defineConfig } from 'rolldown';

/** Workspace libraries and the decorator runtime are bundled; every npm package stays outside. */
const inside = /^@(guardroom|oxc-project)\//;

export default defineConfig({
  input: { main: 'src/main.ts', worker: 'src/worker.ts', demo: 'src/demo.ts', console: 'src/console.ts', onboard: 'src/onboard.ts', openapi: 'src/openapi.ts' },
  platform: 'node',
  external: (id) => /^[^./]/.test(id) && !inside.test(id),
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
});
