import { useEffect, useEffectEvent } from 'react';
import type { PresentedView } from '../../lib/contract/presentation.ts';
import { endPresentation, showPresented } from '../data/presentations.ts';
import { changePresenter } from '../data/presenter.ts';
import type { Point } from './use-laser.ts';

/** Scrolling and pointing look smooth, and cost ten small requests a second at most, only while something moves. */
const LOOK_MS = 100;
const SIGN_OF_LIFE_MS = 10_000;

const inRange = (value: number): number => Math.min(1, Math.max(0, value));

/** What this window shows: page, place, and where its laser points. */
export function presentView(pointer: Point | null): PresentedView {
  const main = document.querySelector('main');
  const hidden = main === null ? 0 : main.scrollHeight - main.clientHeight;
  return {
    path: `${window.location.pathname}${window.location.search}`,
    scroll: main === null || hidden <= 0 ? 0 : inRange(main.scrollTop / hidden),
    pointer: pointer && { x: inRange(pointer.x), y: inRange(pointer.y) },
  };
}

/** Tells those who follow what this window shows, until it is closed or others may no longer follow. */
export function usePublished(id: string | null, pointer: Point | null): void {
  const view = useEffectEvent(() => presentView(pointer));
  useEffect(() => {
    if (id === null) return undefined;
    let told = '';
    let at = 0;
    let isTelling = false;
    const tell = async (): Promise<void> => {
      const now = view();
      const text = JSON.stringify(now);
      if (isTelling || (text === told && Date.now() - at < SIGN_OF_LIFE_MS)) return;
      isTelling = true;
      try {
        await showPresented(id, now);
        told = text;
      } catch {
        // It is over: the console was restarted, or this machine slept.
        changePresenter({ shown: null });
      } finally {
        at = Date.now();
        isTelling = false;
      }
    };
    const timer = setInterval(() => void tell(), LOOK_MS);
    return () => {
      clearInterval(timer);
      void endPresentation(id).catch(() => undefined);
    };
  }, [id]);
}
