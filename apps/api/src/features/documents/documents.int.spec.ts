import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { type District, type School, aBureauPerson, actorFor, aPerson } from '../../../../../libs/testkit/src/builders/index.ts';
import { type TestApi, startApi } from '../../testing/start-api.ts';
import { Tenants } from '../../platform/database/databases.ts';
import { OpenDocument } from './commands/open-document.ts';
import { StoreDocument } from './commands/store-document.ts';
import { shareWithDistrict } from './public.ts';

const CONTENT = Buffer.from('%PDF-1.4 an undertaking, signed\n%%EOF\n');
const upload = { name: '承诺书.pdf', mediaType: 'application/pdf', contentBase64: CONTENT.toString('base64') } as const;

describe('papers', () => {
  let api: TestApi;
  let school: School;
  const run = <T>(command: Parameters<CommandBus['execute']>[0]): Promise<T> => api.app.get(CommandBus).execute(command) as Promise<T>;
  const somebody = async (role: 'staff' | 'principal' = 'staff') => actorFor(api.database, await aPerson(api.database, school, { roles: [role] }));

  beforeAll(async () => {
    api = await startApi();
    school = api.schools[0] as School;
  });
  afterAll(() => api?.close());

  test('come back as they were, and lie sealed in between', async () => {
    const by = await somebody();
    const { id } = await run<{ id: string }>(new StoreDocument(by, upload));
    const { rows } = await api.database.admin.query<{ sealed: Buffer; wrapped_key: Buffer }>('select sealed, wrapped_key from documents where document_id = $1', [id]);
    expect(rows[0]!.sealed.includes(Buffer.from('undertaking'))).toBe(false);
    expect((await run<{ content: Buffer }>(new OpenDocument(by, id))).content.equals(CONTENT)).toBe(true);
  });

  test('are opened by heads and by whoever brought them, each time with a fact, and are not there for others', async () => {
    const { id } = await run<{ id: string }>(new StoreDocument(await somebody(), upload));
    await expect(run(new OpenDocument(await somebody(), id))).rejects.toMatchObject({ code: 'request.not_found' });
    await run(new OpenDocument(await somebody('principal'), id));
    const { rows } = await api.database.admin.query<{ type: string }>('select type from facts where subject = $1 order by recorded_at', [id]);
    expect(rows.map((r) => r.type)).toEqual(['document.stored', 'document.opened']);
  });

  test('that are not what they say are refused, and nothing is kept', async () => {
    const by = await somebody();
    await expect(run(new StoreDocument(by, { ...upload, mediaType: 'image/png' }))).rejects.toMatchObject({ code: 'documents.not_what_it_says' });
    expect((await api.database.admin.query('select from documents where stored_by = $1', [by.sub])).rowCount).toBe(0);
  });

  test('that were changed in the database do not open', async () => {
    const by = await somebody();
    const { id } = await run<{ id: string }>(new StoreDocument(by, upload));
    await api.database.admin.query(`update documents set sealed = set_byte(sealed, 40, (get_byte(sealed, 40) + 1) % 256) where document_id = $1`, [id]);
    await expect(run(new OpenDocument(by, id))).rejects.toThrow();
  });

  test('reach the bureau only once they were shared', async () => {
    const by = await somebody();
    const { id } = await run<{ id: string }>(new StoreDocument(by, upload));
    const bureau = await actorFor(api.database, await aBureauPerson(api.database, { districtId: school.districtId } as District));
    await expect(run(new OpenDocument(bureau, id))).rejects.toMatchObject({ code: 'request.not_found' });
    await api.app.get(Tenants).write(by, (tx) => shareWithDistrict(tx, by.schoolId, id));
    expect((await run<{ content: Buffer }>(new OpenDocument(bureau, id))).content.equals(CONTENT)).toBe(true);
  });
});
