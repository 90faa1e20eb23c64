import type { Notice } from '../../contract/notice.ts';
import type { SavedSearch } from '../../contract/saved-search.ts';
import type { SearchedBoot } from '../../contract/search.ts';
import { printable } from '../printable.ts';

/** That a boot printed what a saved search looks for; null without a line. */
export function hitNotice(
  { id, name }: Pick<SavedSearch, 'id' | 'name'>,
  boot: SearchedBoot,
  now: string,
): Notice | null {
  const [hit] = boot.hits;
  if (hit === undefined) return null;
  const { node, startedAt } = boot;
  const seconds = hit.at === null ? null : Math.max(0, Date.parse(hit.at) - Date.parse(startedAt)) / 1000;
  const moment = seconds === null ? `offset=${hit.offset}` : `view=replay&t=${seconds}`;
  return {
    // Once for each boot, however often it prints it.
    ...{ id: `search.hit:${id}:${boot.id}`, type: 'search.hit', at: hit.at ?? now },
    title: `${node.name}: ${printable(name)}`,
    text: `In boot ${boot.boot}, ttyS${hit.port} printed: ${printable(hit.line)}`,
    path: `/nodes/${node.id}?tab=boots&boot=${boot.boot}&port=${hit.port}&${moment}`,
    ...{ node: null, run: null, failure: null },
  };
}
