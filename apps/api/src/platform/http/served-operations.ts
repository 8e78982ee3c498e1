import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Route } from '@guardroom/contracts';
import { ROUTE } from './operation.ts';

/**
 * Proves at start that every operation of the table is served exactly once and that no controller method serves anything else.
 * @throws Error — listing every operation that is unserved, served twice, without permission or public without reason, and every method without an operation
 */
export function proveOperationsServed(table: Record<string, Route>, discovery: DiscoveryService, scanner: MetadataScanner): void {
  const served = new Map<Route, string[]>();
  const strays: string[] = [];
  for (const { instance, metatype } of discovery.getControllers()) {
    if (!instance || !metatype) continue;
    const prototype = Object.getPrototypeOf(instance) as object;
    for (const method of scanner.getAllMethodNames(prototype)) {
      const handler = (prototype as Record<string, object>)[method];
      const route = handler && (Reflect.getMetadata(ROUTE, handler) as Route | undefined);
      const name = `${metatype.name}.${method}`;
      if (route) served.set(route, [...(served.get(route) ?? []), name]);
      else if (handler && Reflect.hasMetadata('path', handler)) strays.push(name);
    }
  }
  const faults = [
    ...Object.values(table).filter((r) => !served.has(r)).map((r) => `${r.id} is served by no controller`),
    ...[...served].filter(([, by]) => by.length > 1).map(([r, by]) => `${r.id} is served by ${by.join(' and ')}`),
    ...[...served.keys()].filter((r) => !Object.values(table).includes(r)).map((r) => `${r.id} is not in the route table`),
    ...Object.values(table).flatMap(openTo),
    ...strays.map((s) => `${s} has a path but no operation`),
  ];
  if (faults.length > 0) throw new Error(`routes: ${faults.join('; ')}`);
}

/** What is wrong with whom an operation lets in. */
function openTo({ id, permission }: Route): string[] {
  if (!permission) return [`${id} has no permission`];
  return permission.kind === 'public' && permission.because.length < 10 ? [`${id} is public without a written reason`] : [];
}
