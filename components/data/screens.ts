import { useQuery } from '@tanstack/react-query';
import { nodeRequests, latestPicturePath } from 'ven-client';
import type { ScreenNow } from '../../lib/contract/screen-now.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';

const nodesApi = nodeRequests(http);

/** Milliseconds: as often as pictures are taken. A page in the background does not ask. */
const AGAIN = 3_000;

const byNode = (screens: readonly ScreenNow[]): ReadonlyMap<string, ScreenNow> =>
  new Map(screens.map((screen) => [screen.node, screen]));

/** The address of the latest picture of a node's display, which changes only with the picture; null: there is none. */
export function useThumbnail(node: string): string | null {
  const { data } = useQuery({
    queryKey: keys.screens,
    queryFn: ({ signal }) => nodesApi.screens({ signal }),
    select: byNode,
    staleTime: AGAIN,
    refetchInterval: AGAIN,
  });
  const shown = data?.get(node);
  return shown === undefined ? null : `/api/v1${latestPicturePath(node, shown.picture)}`;
}
