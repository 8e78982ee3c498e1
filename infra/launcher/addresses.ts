import type { Installation } from './installation.ts';

/** Where people open the console, and where the API answers: one address, so that browsers see one origin. */
export function publicUrl({ ports }: Pick<Installation, 'ports'>): string {
  return `http://127.0.0.1:${ports.api}`;
}
