import type { UseQueryResult } from '@tanstack/react-query';
import type { Client } from '@guardroom/client';
import { useAsk } from './use-ask.ts';

/** The district's schools by name, each with what counts there. */
export const useSchools = (): UseQueryResult<Awaited<ReturnType<Client['listSchoolPolicies']>>, unknown> =>
  useAsk(['school-names'], (client, _school, signal) => client.listSchoolPolicies({ query: { perPage: 500 } }, { signal }));

/** The district's schools as choices of a filter. */
export const useSchoolChoices = (): { readonly id: string; readonly name: string }[] => useSchools().data?.items.map(({ school: { id, name } }) => ({ id, name })) ?? [];
