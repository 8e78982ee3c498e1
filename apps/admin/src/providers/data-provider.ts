import { HttpError, type DataProvider, type Identifier, type RaRecord } from 'react-admin';
import type { Client } from '@guardroom/client';
import { failureOf } from './failure.ts';

type Query = { page: number; perPage: number; q?: string; sort?: string } & Record<string, unknown>;
type Page = { items: readonly object[]; total: number };
type Item = Record<string, unknown>;

type List = (client: Client, params: { schoolId: string }, query: Query, signal: AbortSignal) => Promise<Page>;

/** Lists of the console by resource name, each a list operation of the API for the chosen school or the district. */
const lists = {
  'footage-requests': (client, params, query, signal) => client.listRequests({ params, query: query as object }, { signal }),
  'viewing-register': (client, params, query, signal) => client.listRegister({ params, query: query as object }, { signal }),
  cameras: (client, params, query, signal) => client.listCameras({ params, query: query as object }, { signal }),
  assets: (client, params, query, signal) => client.listAssets({ params, query: query as object }, { signal }),
  'fault-tickets': (client, params, query, signal) => client.listTickets({ params, query: query as object }, { signal }),
  'change-orders': (client, params, query, signal) => client.listChangeOrders({ params, query: query as object }, { signal }),
  gateways: (client, params, query, signal) => client.listGateways({ params, query: query as object }, { signal }),
  'live-views': (client, params, query, signal) => client.listLiveViews({ params, query: query as object }, { signal }),
  gaps: (client, params, query, signal) => client.listGaps({ params, query: query as object }, { signal }),
  'duty-log': (client, params, query, signal) => client.listLog({ params, query: query as object }, { signal }),
  shifts: (client, params, query, signal) => client.listShifts({ params, query: query as object }, { signal }),
  handovers: (client, params, query, signal) => client.listHandovers({ params, query: query as object }, { signal }),
  visitors: (client, params, query, signal) => client.listVisitors({ params, query: query as object }, { signal }),
  incidents: (client, params, query, signal) => client.listIncidents({ params, query: query as object }, { signal }),
  clearances: (client, params, query, signal) => client.listClearances({ params, query: query as object }, { signal }),
  appointments: (client, params, query, signal) => client.listAppointments({ params, query: query as object }, { signal }),
  'control-results': (client, params, query, signal) => client.listResults({ params, query: query as object }, { signal }),
  'violation-cases': (client, params, query, signal) => client.listViolationCases({ params, query: query as object }, { signal }),
  'district-schools': (client, _params, query, signal) => client.listDistrictSchools({ query: query as object }, { signal }),
  'district-results': (client, _params, query, signal) => client.listDistrictResults({ query: query as object }, { signal }),
  visits: (client, params, query, signal) => client.listSchoolVisits({ params, query: query as object }, { signal }),
  orders: (client, params, query, signal) => client.listOrders({ params, query: query as object }, { signal }),
  'district-visits': (client, _params, query, signal) => client.listDistrictVisits({ query: query as object }, { signal }),
  'district-orders': (client, _params, query, signal) => client.listDistrictOrders({ query: query as object }, { signal }),
  'school-policies': (client, _params, query, signal) => client.listSchoolPolicies({ query: query as object }, { signal }),
  representatives: (client, _params, query, signal) => client.listRepresentatives({ query: query as object }, { signal }),
  officials: (client, _params, query, signal) => client.listOfficials({ query: query as object }, { signal }),
  'district-facts': (client, _params, query, signal) => client.listDistrictFacts({ query: query as object }, { signal }),
  'authority-requests': (client, params, query, signal) => client.listAuthorityRequests({ params, query: query as object }, { signal }),
  cases: (client, _params, query, signal) => client.listCases({ query: query as object }, { signal }),
} satisfies Record<string, List>;

/** A list of the console. */
export type ResourceName = keyof typeof lists;

/** Rows without an id of their own get one from what makes them unique. */
const keyOf: Partial<Record<string, (item: Item) => string>> = {
  'viewing-register': (item) => `${String(item['sessionId'])}.${(item['camera'] as Item)['id'] as string}.${String(item['from'])}`,
  clearances: (item) => `${String((item['person'] as Item)['id'])}.${String(item['kind'])}`,
  'control-results': (item) => `${String(item['control'])}.${String(item['day'])}`,
  representatives: (item) => `${(item['school'] as Item)['id'] as string}.${String((item['appointment'] as Item | null)?.['id'])}`,
  'school-policies': (item) => (item['school'] as Item)['id'] as string,
  'district-results': (item) => `${(item['school'] as Item)['id'] as string}.${String(item['control'])}.${String(item['day'])}`,
};

/** The address's filter and order in the API's words. An order by the framework's default `id` means the API's own order. */
export function queryOf(params: { pagination?: { page: number; perPage: number } | undefined; sort?: { field: string; order: 'ASC' | 'DESC' } | undefined; filter?: Item | undefined }): Query {
  const { page, perPage } = params.pagination ?? { page: 1, perPage: 25 };
  const sort = params.sort && params.sort.field !== 'id' ? `${params.sort.order === 'DESC' ? '-' : ''}${params.sort.field}` : undefined;
  return { ...params.filter, page, perPage, ...(sort ? { sort } : {}) };
}

/** What the framework throws around: its message is a key of our messages, its status decides about signing in again. */
async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const failure = failureOf(error);
    throw Object.assign(new HttpError(failure.key, failure.status, { requestId: failure.requestId }), { cause: error });
  }
}

/**
 * The framework's door to the API, over the typed client. School-owned lists speak of the chosen school.
 * @throws HttpError — with a message key, when the API refuses or is away
 */
export function dataProviderOf(client: Client, schoolId: () => string): DataProvider {
  const nowhere = async (): Promise<never> => {
    throw new Error('nothing is ever changed or deleted in bulk here');
  };
  const list = async (resource: string, query: Query, signal: AbortSignal | undefined): Promise<{ data: RaRecord[]; total: number }> => {
    const ask: List = lists[resource as ResourceName];
    const page: Page = await told(ask(client, { schoolId: schoolId() }, query, signal ?? new AbortController().signal));
    const key = keyOf[resource];
    return { data: page.items.map((item) => (key ? { ...item, id: key(item as Item) } : item) as RaRecord), total: page.total };
  };
  const one = async (resource: string, id: Identifier): Promise<RaRecord> => {
    const params = { schoolId: schoolId() };
    switch (resource) {
      case 'cameras':
        return told(client.getCamera({ params: { ...params, cameraId: String(id) } }));
      case 'footage-requests':
        return told(client.getRequest({ params: { ...params, requestId: String(id) } }));
      default: {
        const { data } = await list(resource, { page: 1, perPage: 500 }, undefined);
        const found = data.find((item) => item.id === id);
        if (!found) throw new HttpError('problem.not_found', 404);
        return found;
      }
    }
  };
  const provider = {
    getList: (resource: string, params: Parameters<typeof queryOf>[0] & { signal?: AbortSignal }) => list(resource, queryOf(params), params.signal),
    getOne: async (resource: string, params: { id: Identifier }) => ({ data: await one(resource, params.id) }),
    getMany: async (resource: string, params: { ids: Identifier[] }) => ({ data: await Promise.all(params.ids.map((id) => one(resource, id))) }),
    getManyReference: (resource: string, params: { target: string; id: Identifier; filter: Item; pagination: { page: number; perPage: number }; sort: { field: string; order: 'ASC' | 'DESC' } }) =>
      list(resource, queryOf({ ...params, filter: { ...params.filter, [params.target]: params.id } }), undefined),
    create: async (resource: string, { data }: { data: Item }) => {
      if (resource !== 'cameras') return nowhere();
      return { data: await told(client.registerCamera({ params: { schoolId: schoolId() }, body: data as Parameters<Client['registerCamera']>[0]['body'] })) };
    },
    update: async (resource: string, { id, data }: { id: Identifier; data: Item }) => {
      if (resource !== 'cameras') return nowhere();
      return { data: await told(client.changeCamera({ params: { schoolId: schoolId(), cameraId: String(id) }, body: data as Parameters<Client['changeCamera']>[0]['body'] })) };
    },
    updateMany: nowhere,
    delete: nowhere,
    deleteMany: nowhere,
    supportAbortSignal: true,
  };
  return provider as unknown as DataProvider;
}
