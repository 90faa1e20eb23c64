import { runRequests } from 'ven-client';
import { keepPreviousData, useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Node } from '../../lib/contract/node.ts';
import type { Run } from '../../lib/contract/run.ts';
import type { RunTimeline } from '../../lib/contract/run-timeline.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { follow, followBulk, put } from './store.ts';

const runsApi = runRequests(http);

const putRun = (object: Run): void => put({ kind: 'run', object });

export const usePauseRun = () => useMutation({ mutationFn: runsApi.pause, onSuccess: putRun });

export const useResumeRun = () => useMutation({ mutationFn: runsApi.resume, onSuccess: putRun });

export const useCancelRun = () =>
  useMutation({
    mutationFn: ({ id, cleanUp }: { id: string; cleanUp: boolean }) => runsApi.cancel(id, { cleanUp }),
    onSuccess: putRun,
  });

export const useRetryRun = () =>
  useMutation({
    mutationFn: runsApi.retry,
    onSuccess: ({ run, provisioned, created }) => {
      putRun(run);
      if (provisioned !== null) followBulk(provisioned);
      for (const node of created?.nodes ?? []) put({ kind: 'node', object: node });
      for (const operation of created?.operations ?? []) follow(operation);
    },
  });

/** Asked for again whenever one of its nodes gets further. */
export function useRunTimeline(run: string, nodes: readonly Node[]): UseQueryResult<RunTimeline> {
  const progress = nodes
    .map(({ id, stage, stages, readyAt, deletedAt }) =>
      [id, stage, stages.length, stages.at(-1)?.endedAt, readyAt, deletedAt].join(),
    )
    .join(' ');
  return useQuery({
    queryKey: keys.runTimeline(run, progress),
    queryFn: ({ signal }) => runsApi.timeline(run, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}
