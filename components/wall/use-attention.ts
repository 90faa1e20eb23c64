import { type RefObject, useEffect, useState } from 'react';

/** Who does nothing for so long does not look any more, or is a pointer that was left there. */
const LAPSES_MS = 15_000;

/** Whether somebody is at it with pointer or keyboard: then nothing should jump. */
export function useAttention(place: RefObject<HTMLElement | null>): boolean {
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = (): void => {
      clearTimeout(timer);
      setIsThere(false);
    };
    const stir = (): void => {
      clearTimeout(timer);
      timer = setTimeout(leave, LAPSES_MS);
      setIsThere(true);
    };
    const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    for (const sign of signs) element.addEventListener(sign, stir, { passive: true });
    element.addEventListener('pointerleave', leave);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) element.removeEventListener(sign, stir);
      element.removeEventListener('pointerleave', leave);
    };
  }, [place]);
  return isThere;
}
