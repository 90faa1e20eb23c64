import { bulkRequests, runRequests } from 'ven-client';
import { skipToken, useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Bulk } from '../../lib/contract/bulk.ts';
import type { ScalePlan } from '../../lib/contract/run-scale.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { fetchList, follow, followBulk, put } from './store.ts';

const bulksApi = bulkRequests(http);
const runsApi = runRequests(http);

/** The newest first. */
export const useBulks = () =>
  useQuery({
    queryKey: keys.bulks,
    queryFn: () => fetchList<Bulk>(keys.bulks, (bulk) => bulk.id, bulksApi.list),
    select: (bulks) => bulks.toSorted((one, other) => other.recordedAt.localeCompare(one.recordedAt)),
  });

export const useBeginBulk = () => useMutation({ mutationFn: bulksApi.begin, onSuccess: followBulk });

export const useCancelBulk = () =>
  useMutation({
    mutationFn: bulksApi.cancel,
    onSuccess: (object) => put({ kind: 'bulk', object }),
  });

/** What would be done so that a run has so many nodes; null asks for nothing. */
export const useScalePlan = (run: string, count: number | null): UseQueryResult<ScalePlan> =>
  useQuery({
    queryKey: ['scale', run, count],
    queryFn: count === null ? skipToken : () => runsApi.planScale(run, count),
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });

export const useScale = () =>
  useMutation({
    mutationFn: ({ run, ...body }: { run: string; count: number; remove: string[] }) =>
      runsApi.scale(run, body),
    onSuccess: ({ created, deleted }) => {
      if (deleted !== null) followBulk(deleted);
      if (created === null) return;
      for (const node of created.nodes) put({ kind: 'node', object: node });
      put({ kind: 'run', object: created.run });
      for (const operation of created.operations) follow(operation);
    },
  });
