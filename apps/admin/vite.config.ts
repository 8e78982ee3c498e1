import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Where the API listens while one works on the console; `up` prints it. */
const api = process.env['GUARDROOM_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), compression({ include: /\.(html|js|css|svg)$/, algorithms: ['gzip', 'brotliCompress'] })],
  server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': api, '/config.json': api, '/ledger': api } },
  build: { target: 'es2024', outDir: 'dist', emptyOutDir: true, sourcemap: false, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 },
});
