import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const MINIMAL = `import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { Admin, Datagrid, List, Resource, TextField } from 'react-admin';
const data = { getList: async () => ({ data: [{ id: 1, name: 'one' }], total: 1 }) };
const Items = () => h(List, null, h(Datagrid, null, h(TextField, { source: 'id' }), h(TextField, { source: 'name' })));
createRoot(document.getElementById('root')).render(h(Admin, { dataProvider: data }, h(Resource, { name: 'items', list: Items })));
`;

/** Builds a minimal react-admin with one resource, the peer of the console, in a folder; answers where its files are. */
export async function buildMinimal(folder: string): Promise<string> {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><div id="root"></div><script type="module" src="/main.js"></script>');
  writeFileSync(join(folder, 'main.js'), MINIMAL);
  const out = join(folder, 'out');
  await build({ root: folder, logLevel: 'error', configFile: false, build: { outDir: out, target: 'es2024' } });
  return out;
}
