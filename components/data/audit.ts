import { accountRequests } from 'ven-client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { http } from './client.ts';
import { keys } from './keys.ts';

const accountApi = accountRequests(http);

const AUDIT_PAGE = 100;

/** Newest first, a page at a time; fetched again after every action. */
export const useAudit = () =>
  useInfiniteQuery({
    queryKey: keys.audit,
    initialPageParam: '',
    queryFn: ({ pageParam: before }) =>
      accountApi.audit({ limit: AUDIT_PAGE, ...(before === '' ? {} : { before }) }),
    getNextPageParam: (page) => (page.length < AUDIT_PAGE ? undefined : page.at(-1)?.id),
    staleTime: 0,
    refetchInterval: 5000,
  });
