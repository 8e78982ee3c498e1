/**
 * What an image's build step does, on any machine: `node infra/images/build.ts <image> <folder>` builds the programs and lays
 * out what the image holds.
 */
import { mkdirSync } from 'node:fs';
import { buildApps } from '../launcher/app-steps.ts';
import { images, layOut, type Image } from './lay-out.ts';

const [, , image, into] = process.argv;
if (!image || !into || !(image in images)) throw new Error(`usage: node infra/images/build.ts <${Object.keys(images).join('|')}> <folder>`);
await buildApps((doing) => process.stdout.write(`${doing}\n`));
mkdirSync(into, { recursive: true });
layOut(image as Image, into);
