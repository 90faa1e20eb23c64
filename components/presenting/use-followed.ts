import { useEffect } from 'react';
import { useRouter } from 'next/navigation';
import type { Presentation, PresentedView } from '../../lib/contract/presentation.ts';
import { usePresentations } from '../data/presentations.ts';
import { changePresenter, usePresenter } from '../data/presenter.ts';
import { ADDRESS_CHANGED } from '../ui/search.ts';

function scrollTo({ scroll }: PresentedView): void {
  const main = document.querySelector('main');
  if (main !== null) main.scrollTop = scroll * (main.scrollHeight - main.clientHeight);
}

/** What others show, and the one that this window follows: it goes where the presenter goes. */
export function useFollowed(): {
  readonly offered: readonly Presentation[];
  readonly followed: Presentation | null;
} {
  const { data = [] } = usePresentations();
  const { shown, followed: id } = usePresenter();
  const router = useRouter();
  const followed = data.find((each) => each.id === id) ?? null;
  const isOver = id !== null && followed === null && data.every((each) => each.id !== id);
  useEffect(() => {
    if (isOver) changePresenter({ followed: null });
  }, [isOver]);
  const view = followed?.view;
  const path = view?.path;
  useEffect(() => {
    if (path === undefined) return;
    const { pathname, search } = window.location;
    if (path === `${pathname}${search}`) return;
    if (path.split('?')[0] === pathname) {
      window.history.replaceState(null, '', path);
      window.dispatchEvent(new Event(ADDRESS_CHANGED));
    } else router.push(path);
  }, [path, router]);
  useEffect(() => {
    if (view === undefined) return undefined;
    const frame = requestAnimationFrame(() => scrollTo(view));
    return () => cancelAnimationFrame(frame);
  }, [view]);
  return { offered: data.filter((each) => each.id !== shown), followed };
}
