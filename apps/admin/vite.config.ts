import react from '@vitejs/plugin-react';
import { DOCUMENT_MEDIA_TYPES, MAX_DOCUMENT_BYTES, isBinary, routes } from '@guardroom/contracts';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Where the API listens while one works on the console; `up` prints it. */
const api = process.env['GUARDROOM_URL'] ?? 'http://127.0.0.1:8080';

/** The browser needs of an operation where it is and what it carries; its schemas stay with the API, which parses everything again. */
const routesWithoutSchemas: Plugin = {
  name: 'routes-without-schemas',
  enforce: 'pre',
  resolveId: (id) => (id === '@guardroom/contracts' ? '\0routes-without-schemas' : undefined),
  load: (id) => {
    if (id !== '\0routes-without-schemas') return undefined;
    const slim = Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, { method: route.method, path: route.path, body: 'body' in route, result: isBinary(route) ? route.result : {} }]));
    const constants = Object.entries({ routes: slim, DOCUMENT_MEDIA_TYPES, MAX_DOCUMENT_BYTES }).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
    return [...constants, `export const isBinary = ${isBinary.toString()};`].join('\n');
  },
};

/** Names the console, its styles and all that it imports in the page, so that they are on their way while the entry runs. */
const fetchConsoleAtOnce: Plugin = {
  name: 'fetch-console-at-once',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const chunks = new Map(Object.values(bundle).flatMap((one): [string, Rolldown.OutputChunk][] => (one.type === 'chunk' ? [[one.fileName, one]] : [])));
      const wanted = new Set([...chunks.values()].filter(({ name }) => name === 'console').map(({ fileName }) => fileName));
      if ([...chunks.values()].some(({ isEntry, imports }) => isEntry && imports.some((fileName) => wanted.has(fileName)))) throw new Error('the entry would wait for the console: what they share belongs to the group `begin`');
      for (const fileName of wanted) for (const imported of chunks.get(fileName)?.imports ?? []) wanted.add(imported);
      const styles = [...wanted].flatMap((fileName) => [...(chunks.get(fileName)?.viteMetadata?.importedCss ?? [])]);
      return [
        ...[...wanted].filter((fileName) => !html.includes(fileName)).map((fileName) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` }, injectTo: 'head' as const })),
        ...styles.map((fileName) => ({ tag: 'link', attrs: { rel: 'stylesheet', crossorigin: true, href: `/${fileName}` }, injectTo: 'head' as const })),
      ];
    },
  },
};

export default defineConfig({
  plugins: [routesWithoutSchemas, react(), fetchConsoleAtOnce, compression({ include: /\.(html|js|css|svg)$/, algorithms: ['gzip', 'brotliCompress'] })],
  server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': api, '/config.json': api, '/ledger': api } },
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'console', test: /\/src\/console\.tsx$/ }, // with all that it imports: a dozen small files wait for each other
            { name: 'begin', test: /vite\/preload-helper|\/src\/(kept|opening|messages\/load)\.ts$/, priority: 1 }, // what the entry shares with it, or the entry would wait for it
          ],
        },
      },
    },
  },
});
