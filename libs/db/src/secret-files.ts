import { readFileSync } from 'node:fs';

/**
 * The environment, with every one of `names` that is not set taken from the file that `<name>_FILE` names, without the line's end.
 * So a secret can lie in a file that only the process reads, and stand in no environment that others can list.
 * @throws Error — when such a file cannot be read
 */
export function withSecretFiles(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  const fromFiles = names.flatMap((name) => {
    const path = env[name] === undefined ? env[`${name}_FILE`] : undefined;
    return path === undefined ? [] : [[name, readFileSync(path, 'utf8').replace(/\r?\n$/, '')] as const];
  });
  return { ...env, ...Object.fromEntries(fromFiles) };
}
