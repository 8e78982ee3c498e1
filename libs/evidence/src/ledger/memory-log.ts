import { appendLeaves, type Appended } from './append.ts';
import { bundlePath, TileFault, tilePath, tileWidth, type ReadBundle, type ReadTile } from './tiles.ts';

/** A log's resources by their tlog-tiles paths, in memory: the smallest store that serves a log as it is published. */
export type MemoryLog = {
  readonly resources: Map<string, Buffer>;
  size: number;
  readonly readTile: ReadTile;
  readonly readBundle: ReadBundle;
  append(leaves: readonly Uint8Array[]): Promise<Appended>;
};

/** An empty log that keeps every tile it ever published, partial ones too. */
export function memoryLog(): MemoryLog {
  const resources = new Map<string, Buffer>();
  const get = (width: number, path: (width: number) => string): Buffer => {
    for (let wider = width; wider <= tileWidth; wider += 1) {
      const bytes = resources.get(path(wider));
      if (bytes) return bytes;
    }
    throw new TileFault(`${path(width)} is not there`);
  };
  const log: MemoryLog = {
    resources,
    size: 0,
    readTile: async (level, index, width) => get(width, (wider) => tilePath(level, index, wider)),
    readBundle: async (index, width) => get(width, (wider) => bundlePath(index, wider)),
    async append(leaves) {
      const appended = await appendLeaves({ size: log.size, readTile: log.readTile, readBundle: log.readBundle, leaves });
      for (const { level, index, width, bytes } of appended.tiles) resources.set(tilePath(level, index, width), bytes);
      for (const { index, width, bytes } of appended.bundles) resources.set(bundlePath(index, width), bytes);
      log.size = appended.size;
      return appended;
    },
  };
  return log;
}
