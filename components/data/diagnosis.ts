import { nodeRequests } from 'ven-client';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { putDiagnosis } from './store.ts';

const nodesApi = nodeRequests(http);

/** The latest verdict on a boot, and whether one is being made; null: not asked for. */
export const useDiagnosis = (boot: { readonly node: string; readonly number: number } | null) =>
  useQuery({
    queryKey: boot === null ? ['diagnosis'] : keys.diagnosis(boot.node, boot.number),
    queryFn:
      boot === null
        ? skipToken
        : async ({ signal }) => putDiagnosis(await nodesApi.diagnosis(boot.node, boot.number, { signal })),
    retry: false,
  });

/** Looks at everything now; the verdict comes as a change, like those that the console makes by itself. */
export const useDiagnose = (node: string, boot: number) =>
  useMutation({ mutationFn: () => nodesApi.diagnose(node, boot) });
