import { bootTimesRequest } from 'ven-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { BootTimesQuery } from '../../lib/contract/boot-times.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';

const bootTimes = bootTimesRequest(http);

const MINUTE_MS = 60_000;

/** How long the stages of past boots took; read again while it is `watched`. */
export const useBootTimes = (which: Partial<BootTimesQuery>, watched = false) =>
  useQuery({
    queryKey: [...keys.bootTimes, which],
    queryFn: ({ signal }) => bootTimes(which, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: watched ? MINUTE_MS / 2 : false,
    staleTime: watched ? MINUTE_MS / 2 : 5 * MINUTE_MS,
  });
