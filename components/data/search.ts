import { searchRequests } from 'ven-client';
import { keepPreviousData, skipToken, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const searchApi = searchRequests(http);

const MOST_LINES = 1000;
const LOOK_AGAIN = 2000;

/** Boots with hits, page by page; null asks for nothing. What was found before stays until there is more. */
export const useSearch = (q: string | null) =>
  useInfiniteQuery({
    queryKey: keys.search(q ?? ''),
    initialPageParam: '',
    queryFn:
      q === null
        ? skipToken
        : ({ pageParam: before, signal }) =>
            searchApi.find({ q, ...(before === '' ? {} : { before }) }, { signal }),
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  });

/** All lines of one boot. */
export const useSearchedBoot = (q: string, boot: string, asked: boolean) =>
  useQuery({
    queryKey: [...keys.search(q), boot],
    queryFn: asked
      ? async () => (await searchApi.find({ q, boot, lines: MOST_LINES })).boots[0] ?? null
      : skipToken,
    retry: false,
  });

/** Whether all that is kept can be found; looked at again while it cannot. */
export const useSearchIndex = () =>
  useQuery({
    queryKey: keys.searchIndex,
    queryFn: () => searchApi.index(),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.state === 'current' ? false : LOOK_AGAIN),
  });

export const useSavedSearches = () =>
  useQuery({ queryKey: keys.savedSearches, queryFn: () => searchApi.saved(), staleTime: 0 });

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.savedSearches });

export const useSaveSearch = () => useMutation({ mutationFn: searchApi.save, onSuccess: refresh });

export const useRemoveSavedSearch = () =>
  useMutation({ mutationFn: searchApi.removeSaved, onSuccess: refresh });
