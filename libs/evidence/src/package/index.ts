export * from './manifest.ts';
export { packageReadme } from './readme.ts';
export { VERIFY_HTML } from './verify-html.ts';
export { VERIFY_PY } from './verify-py.ts';
export { VERIFY_SH } from './verify-sh.ts';
