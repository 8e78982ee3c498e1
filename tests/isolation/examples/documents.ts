import type { documentRoutes } from '@guardroom/contracts';
import { StoreDocument } from '../../../apps/api/src/features/documents/commands/store-document.ts';
import { type Scene, run } from '../world.ts';
import { type Examples, at } from './example.ts';

/** A small paper that is what it says. */
export const paper = { name: '承诺书.pdf', mediaType: 'application/pdf', contentBase64: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64') } as const;

/** A paper that the caller handed in. */
export const handedIn = async (scene: Scene): Promise<{ id: string }> => run(scene, new StoreDocument(await scene.act('staff'), paper));

export const documentExamples: Examples<keyof typeof documentRoutes> = {
  storeDocument: { as: 'nobody special', make: async (scene) => ({ params: at(scene), body: paper }) },
  openDocument: { as: 'nobody special', personal: true, make: async (scene) => ({ params: { ...at(scene), documentId: (await handedIn(scene)).id } }) },
  openSharedDocument: {
    as: 'district_officer',
    make: async (scene) => {
      const { id } = await handedIn(scene);
      await scene.api.database.admin.query('update documents set shared_district_id = district_id where document_id = $1', [id]);
      return { params: { documentId: id } };
    },
  },
};
