import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { BootTimesQuery } from '../../lib/contract/boot-times.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';

/** How long the stages of past boots took. */
export const useBootTimes = (which: Partial<BootTimesQuery>) =>
  useQuery({
    queryKey: [...keys.bootTimes, which],
    queryFn: ({ signal }) => client.bootTimes(which, { signal }),
    placeholderData: keepPreviousData,
    // Boots end while it is looked at.
    refetchInterval: 30_000,
    staleTime: 5000,
  });
