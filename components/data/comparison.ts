import { nodeRequests } from 'ven-client';
import { skipToken, useQuery } from '@tanstack/react-query';
import { http } from './client.ts';

const nodesApi = nodeRequests(http);

interface Boot {
  readonly node: string;
  readonly boot: number;
}

/** Two boots beside each other, as they are now; null: one of them is not chosen yet. */
export const useComparison = (base: Boot | null, other: Boot | null) =>
  useQuery({
    queryKey: ['comparison', base, other],
    queryFn:
      base === null || other === null ? skipToken : () => nodesApi.compare(base.node, base.boot, other),
    gcTime: 0,
    retry: false,
  });
