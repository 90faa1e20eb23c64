import { useMutation, useQuery } from '@tanstack/react-query';
import type { Bulk } from '../../lib/contract/bulk.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { fetchList, followBulk, put } from './store.ts';

/** The newest first. */
export const useBulks = () =>
  useQuery({
    queryKey: keys.bulks,
    queryFn: () => fetchList<Bulk>(keys.bulks, (bulk) => bulk.id, client.bulks.list),
    select: (bulks) => bulks.toSorted((one, other) => other.recordedAt.localeCompare(one.recordedAt)),
  });

export const useBeginBulk = () => useMutation({ mutationFn: client.bulks.begin, onSuccess: followBulk });

export const useCancelBulk = () =>
  useMutation({
    mutationFn: client.bulks.cancel,
    onSuccess: (object) => put({ kind: 'bulk', object }),
  });
