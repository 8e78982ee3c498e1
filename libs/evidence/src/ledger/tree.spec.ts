import { describe, expect, test } from '@jest/globals';
import {
  appendLeaves, bundlePath, consistencyProof, decodeInclusionProof, emptyRoot, encodeInclusionProof, growthOf, hashChildren, hashLeaf, inclusionProof, parseTilePath, rootOf, tilePath,
  tileTree, verifyConsistency, verifyInclusion, verifyLedger,
} from './index.ts';
import { memoryLog } from './memory-log.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const entry = (n: number) => Buffer.from(`entry ${n}`);
const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => entry(from + i));

/** RFC 6962 §2.1, word for word: the yardstick. */
function definition(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return emptyRoot;
  if (hashes.length === 1) return hashes[0]!;
  const k = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return hashChildren(definition(hashes.slice(0, k)), definition(hashes.slice(k)));
}

describe('roots', () => {
  test('are the ones that Certificate Transparency publishes for its eight test leaves', async () => {
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const log = memoryLog();
    for (const [i, leaf] of leaves.entries()) expect((await log.append([leaf])).root.toString('hex')).toBe(roots[i]);
    expect(emptyRoot.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('follow the definition of RFC 6962 at every size up to 600, whatever the batches were', async () => {
    const hashes = entries(0, 600).map(hashLeaf);
    const defined = Array.from({ length: 601 }, (_, size) => definition(hashes.slice(0, size)));
    for (const batch of [1, 7, 256, 257, 600]) {
      const log = memoryLog();
      while (log.size < 600) {
        const { root, size } = await log.append(entries(log.size, Math.min(600, log.size + batch)));
        expect(root.equals(defined[size]!)).toBe(true);
      }
    }
  });

  test('over three levels of tiles are right, and the tiles are those that tlog-tiles names for 70,000 leaves', async () => {
    const log = memoryLog();
    await log.append(entries(0, 65_500));
    const { root, tiles } = await log.append(entries(65_500, 70_000));
    expect(root).toEqual(definition(entries(0, 70_000).map(hashLeaf)));
    const paths = [...log.resources.keys()];
    expect(paths.filter((path) => /^tile\/0\/[^.]*$/.test(path))).toHaveLength(273);
    expect(tiles.filter(({ width }) => width < 256).map(({ level, index, width }) => tilePath(level, index, width))).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
    expect(log.resources.get('tile/1/000')).toHaveLength(8192);
    expect(log.resources.has(bundlePath(273, 112))).toBe(true);
    const tree = tileTree(70_000, log.readTile);
    for (const index of [0, 255, 256, 65_535, 65_536, 69_999]) {
      expect(verifyInclusion(await inclusionProof(tree, index), hashLeaf(entry(index)), root)).toBe(true);
    }
    const older = await rootOf(65_500, log.readTile);
    expect(verifyConsistency(await consistencyProof(tree, 65_500), older, root)).toBe(true);
  });

  test('of an empty log and an empty batch stay what they are', async () => {
    const log = memoryLog();
    expect(await log.append([])).toEqual({ size: 0, root: emptyRoot, tiles: [], bundles: [] });
    const { root } = await log.append(entries(0, 300));
    expect(await log.append([])).toEqual({ size: 300, root, tiles: [], bundles: [] });
  });

  test('are refused to a store whose edge does not fit', async () => {
    const log = memoryLog();
    await log.append(entries(0, 10));
    const short = async () => Buffer.alloc(31);
    await expect(appendLeaves({ size: 10, readTile: short, readBundle: log.readBundle, leaves: [entry(10)] })).rejects.toThrow('holds');
    await expect(appendLeaves({ size: 11, readTile: log.readTile, readBundle: log.readBundle, leaves: [entry(11)] })).rejects.toThrow();
    await expect(appendLeaves({ size: 10, readTile: log.readTile, readBundle: log.readBundle, leaves: [Buffer.alloc(65_536)] })).rejects.toThrow(RangeError);
  });
});

describe('proofs', () => {
  test('show every leaf of every tree of up to 300, and nothing else', async () => {
    const log = memoryLog();
    await log.append(entries(0, 300));
    for (const size of [...Array(66).keys(), 127, 128, 129, 200, 255, 256, 257, 300].slice(1)) {
      const tree = tileTree(size, log.readTile);
      const root = await tree.root();
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(tree, index);
        const leaf = hashLeaf(entry(index));
        if (!verifyInclusion(proof, leaf, root)) throw new Error(`the proof of leaf ${index} of ${size} does not hold`);
        const wrong = [
          verifyInclusion(proof, hashLeaf(entry(index + 1)), root),
          verifyInclusion({ ...proof, hashes: proof.hashes.slice(1) }, leaf, root) && proof.hashes.length > 0,
          verifyInclusion({ ...proof, hashes: [...proof.hashes, leaf] }, leaf, root),
          verifyInclusion({ ...proof, index: index ^ 1 }, leaf, root) && size > 1,
          verifyInclusion(proof, leaf, hashLeaf(entry(0))) && size > 1,
        ];
        if (wrong.includes(true)) throw new Error(`a wrong proof ${wrong.join()} of leaf ${index} of ${size} was believed`);
      }
      const proof = await inclusionProof(tree, size - 1);
      expect(decodeInclusionProof(encodeInclusionProof(proof))).toEqual(proof);
    }
  });

  test('are the ones that Certificate Transparency publishes for its test trees', async () => {
    const log = memoryLog();
    await log.append(['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex));
    const inclusion = async (index: number, size: number) => (await inclusionProof(tileTree(size, log.readTile), index)).hashes.map((hash) => hash.toString('hex'));
    const consistency = async (from: number, size: number) => (await consistencyProof(tileTree(size, log.readTile), from)).hashes.map((hash) => hash.toString('hex'));
    expect(await inclusion(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(await inclusion(2, 3)).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']);
    expect(await consistency(1, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(await consistency(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
  });

  test('show growth between any two sizes, and no growth out of another past', async () => {
    const log = memoryLog();
    await log.append(entries(0, 300));
    const sizes = [...Array(40).keys(), 64, 127, 128, 129, 255, 256, 257, 300].slice(1);
    const roots = new Map(await Promise.all(sizes.map(async (size) => [size, await rootOf(size, log.readTile)] as const)));
    for (const to of sizes) {
      const tree = tileTree(to, log.readTile);
      for (const from of sizes.filter((size) => size <= to)) {
        const proof = await consistencyProof(tree, from);
        expect(verifyConsistency(proof, roots.get(from)!, roots.get(to)!)).toBe(true);
        const other = hashLeaf(Buffer.from('another past'));
        const wrong = [
          verifyConsistency(proof, other, roots.get(to)!),
          verifyConsistency(proof, roots.get(from)!, other),
          verifyConsistency({ ...proof, hashes: [...proof.hashes, other] }, roots.get(from)!, roots.get(to)!),
          proof.hashes.length > 0 && verifyConsistency({ ...proof, hashes: proof.hashes.slice(0, -1) }, roots.get(from)!, roots.get(to)!),
        ];
        expect(wrong).toEqual([false, false, false, false]);
      }
    }
  });

  test('are not made for leaves and sizes that are not there', async () => {
    const log = memoryLog();
    await log.append(entries(0, 5));
    const tree = tileTree(5, log.readTile);
    for (const index of [-1, 5, 0.5]) await expect(inclusionProof(tree, index)).rejects.toThrow(RangeError);
    for (const from of [0, 6]) await expect(consistencyProof(tree, from)).rejects.toThrow(RangeError);
    expect(decodeInclusionProof(Buffer.alloc(17))).toBeUndefined();
  });
});

describe('a log and what it was', () => {
  const checkpointOf = async (log: ReturnType<typeof memoryLog>) => ({ origin: 'log', size: log.size, root: await rootOf(log.size, log.readTile) });

  test('has grown, has shrunk, or is another one', async () => {
    const log = memoryLog();
    const empty = await checkpointOf(log);
    await log.append(entries(0, 300));
    const earlier = await checkpointOf(log);
    await log.append(entries(300, 400));
    const now = await checkpointOf(log);
    for (const past of [empty, earlier, now]) expect(await growthOf(past, now, log.readTile)).toBe('grown');
    expect(await growthOf(now, earlier, log.readTile)).toBe('shrunk');
    expect(await growthOf(earlier, empty, log.readTile)).toBe('shrunk');

    const another = memoryLog();
    await another.append(entries(1, 401));
    const other = await checkpointOf(another);
    expect(other.size).toBe(now.size);
    for (const past of [earlier, now]) expect(await growthOf(past, other, another.readTile)).toBe('forked');
    log.resources.clear();
    expect(await growthOf(earlier, now, log.readTile)).toBe('forked');
  });
});

describe('paths', () => {
  test.each([[0, 1_234_067, 256, 'tile/0/x001/x234/067'], [1, 0, 1, 'tile/1/000.p/1'], [63, 999, 256, 'tile/63/999'], [0, 1000, 255, 'tile/0/x001/000.p/255']] as const)(
    'of level %i, index %i, width %i is %s',
    (level, index, width, path) => {
      expect(tilePath(level, index, width)).toBe(path);
      expect(parseTilePath(path)).toEqual({ level, index, width });
    },
  );

  test('are taken in their one spelling only', () => {
    expect(parseTilePath('tile/entries/x001/234.p/7')).toEqual({ level: 'entries', index: 1234, width: 7 });
    for (const path of ['tile/00/000', 'tile/0/0', 'tile/0/x000/001', 'tile/0/000.p/256', 'tile/0/000.p/0', 'tile/0/000.p/07', 'tile/0/../000', '/tile/0/000', 'tile/0/001/000']) {
      expect(parseTilePath(path)).toBeUndefined();
    }
  });
});

describe('a full check', () => {
  const checkAfter = async (change: (resources: Map<string, Buffer>) => void) => {
    const log = memoryLog();
    await log.append(entries(0, 700));
    const root = await rootOf(700, log.readTile);
    change(log.resources);
    return verifyLedger({ size: 700, root, readTile: log.readTile, readBundle: log.readBundle });
  };
  const flip = (path: string, at: number) => (resources: Map<string, Buffer>) => {
    const bytes = Buffer.from(resources.get(path)!);
    bytes[at]! ^= 1;
    resources.set(path, bytes);
  };

  test('looks at every leaf of a sound log and finds nothing', async () => {
    expect(await checkAfter(() => {})).toEqual({ leavesChecked: 700, tilesChecked: 4, faults: [] });
  });

  test('names the leaf whose entry was changed', async () => {
    const { faults } = await checkAfter(flip('tile/entries/001', 2 * 11 + 5));
    expect(faults).toMatchObject([{ code: 'ledger.entry-changed', leaf: 258 }]);
  });

  test('names tiles that do not lead to the root', async () => {
    const codes = async (change: (resources: Map<string, Buffer>) => void) => [...new Set((await checkAfter(change)).faults.map(({ code }) => code))].sort();
    expect(await codes(flip('tile/0/001', 40))).toEqual(['ledger.entry-changed', 'ledger.tile-changed']);
    expect(await codes(flip('tile/1/000.p/2', 40))).toEqual(['ledger.root-differs', 'ledger.tile-changed']);
    expect(await codes(flip('tile/0/002.p/188', 40))).toEqual(['ledger.entry-changed', 'ledger.root-differs']);
    expect(await codes((resources) => resources.set('tile/entries/000', Buffer.of(0, 9)))).toEqual(['ledger.bundle-unreadable']);
    expect(await codes((resources) => resources.set('tile/0/000', Buffer.alloc(8191)))).toEqual(['ledger.tile-changed']);
    expect(await codes((resources) => resources.delete('tile/0/000'))).toEqual(['ledger.tile-changed']);
  });
});
