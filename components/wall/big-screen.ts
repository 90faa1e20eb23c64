import { useEffect } from 'react';

/** Hides navigation and top bar while `isBig`: the style sheet knows the mark. */
export function useBigScreen(isBig: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isBig) return undefined;
    const { dataset } = document.documentElement;
    dataset.big = '';
    // Escape leaves fullscreen in every browser, without a key press that a page could see.
    const changed = (): void => {
      if (document.fullscreenElement === null) leave();
    };
    document.addEventListener('fullscreenchange', changed);
    return () => {
      delete dataset.big;
      document.removeEventListener('fullscreenchange', changed);
    };
  }, [isBig, leave]);
}

/** A browser may refuse it; the page fills its window all the same. */
export function switchFullscreen(on: boolean): void {
  if (on) void document.documentElement.requestFullscreen().catch(() => undefined);
  else if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
}
