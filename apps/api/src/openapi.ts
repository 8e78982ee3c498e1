import { writeFile } from 'node:fs/promises';
import { openApiDocument, routes } from '@guardroom/contracts';

/** Writes the committed OpenAPI file anew from the route table: `node apps/api/dist/openapi.js docs/ref/openapi.json`. */
const [, , target] = process.argv;
if (!target) throw new Error('name the file to write');
await writeFile(target, `${JSON.stringify(openApiDocument(routes), null, 1)}\n`);
