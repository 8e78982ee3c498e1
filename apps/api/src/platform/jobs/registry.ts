import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DUE_WORK, type DueWorkHandler, type DueWorkMark, REACTION, type ReactionHandler, type ReactionMark } from './work.ts';

/** Every reaction and every kind of due work that the features brought. */
@Injectable()
export class WorkRegistry {
  readonly #discovery: DiscoveryService;
  readonly #reactions = new Map<string, { name: string; handler: ReactionHandler }[]>();
  readonly #due = new Map<string, { mark: DueWorkMark; handler: DueWorkHandler }>();

  constructor(discovery: DiscoveryService) {
    this.#discovery = discovery;
  }

  /** Looks the features' providers through once they all exist. @throws Error — when a name or kind is claimed twice */
  collect(): void {
    const names = new Set<string>();
    for (const { instance, metatype } of this.#discovery.getProviders()) {
      if (!instance || typeof metatype !== 'function') continue;
      const reaction = Reflect.getMetadata(REACTION, metatype) as ReactionMark | undefined;
      const due = Reflect.getMetadata(DUE_WORK, metatype) as DueWorkMark | undefined;
      for (const name of [reaction?.name, due && `due ${due.kind}`]) {
        if (name && names.has(name)) throw new Error(`work: ${name} is claimed twice`);
        if (name) names.add(name);
      }
      for (const type of reaction?.types ?? []) this.#reactions.set(type, [...(this.#reactions.get(type) ?? []), { name: (reaction as ReactionMark).name, handler: instance as ReactionHandler }]);
      if (due) this.#due.set(due.kind, { mark: due, handler: instance as DueWorkHandler });
    }
  }

  reactionsTo(type: string): readonly { name: string; handler: ReactionHandler }[] {
    return this.#reactions.get(type) ?? [];
  }

  get factTypes(): string[] {
    return [...this.#reactions.keys()];
  }

  /** Every reaction by type and name. */
  get reactions(): { type: string; name: string }[] {
    return [...this.#reactions].flatMap(([type, reactions]) => reactions.map(({ name }) => ({ type, name })));
  }

  doerOf(kind: string): DueWorkHandler | undefined {
    return this.#due.get(kind)?.handler;
  }

  /** Whether a kind is long work, and done under a lease. */
  isLong(kind: string): boolean {
    return this.#due.get(kind)?.mark.lanes !== undefined;
  }

  get kinds(): string[] {
    return [...this.#due.keys()];
  }

  /** Kinds of long work, with how many of each are done at once. */
  get long(): ReadonlyMap<string, number> {
    return new Map([...this.#due.values()].flatMap(({ mark }) => (mark.lanes ? [[mark.kind, mark.lanes] as const] : [])));
  }

  get recurring(): { kind: string; everySeconds: number; missed: 'each' | 'latest' }[] {
    return [...this.#due.values()].flatMap(({ mark }) => (mark.everySeconds ? [{ kind: mark.kind, everySeconds: mark.everySeconds, missed: mark.missed ?? 'latest' }] : []));
  }
}
