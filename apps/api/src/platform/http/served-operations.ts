import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Route } from '@guardroom/contracts';
import { ROUTE } from './operation.ts';

/**
 * Proves at start that every operation of the table is served exactly once and that no controller method serves anything else.
 * @throws Error — listing every operation that is unserved or served twice, and every method without an operation
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
    ...Object.values(table).filter((r) => r.permission.kind === 'public' && r.permission.because.length < 10).map((r) => `${r.id} is public without a written reason`),
    ...Object.values(table).filter((r) => !r.permission).map((r) => `${(r as Route).id} has no permission`),
    ...strays.map((s) => `${s} has a path but no operation`),
  ];
  if (faults.length > 0) throw new Error(`routes: ${faults.join('; ')}`);
}
