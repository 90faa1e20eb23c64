import { useMutation } from '@tanstack/react-query';
import type { Run } from '../../lib/contract/run.ts';
import { client } from './client.ts';
import { follow, followBulk, put } from './store.ts';

const putRun = (object: Run): void => put({ kind: 'run', object });

export const usePauseRun = () => useMutation({ mutationFn: client.runs.pause, onSuccess: putRun });

export const useResumeRun = () => useMutation({ mutationFn: client.runs.resume, onSuccess: putRun });

export const useCancelRun = () =>
  useMutation({
    mutationFn: ({ id, cleanUp }: { id: string; cleanUp: boolean }) => client.runs.cancel(id, { cleanUp }),
    onSuccess: putRun,
  });

export const useRetryRun = () =>
  useMutation({
    mutationFn: client.runs.retry,
    onSuccess: ({ run, provisioned, created }) => {
      putRun(run);
      if (provisioned !== null) followBulk(provisioned);
      for (const node of created?.nodes ?? []) put({ kind: 'node', object: node });
      for (const operation of created?.operations ?? []) follow(operation);
    },
  });
