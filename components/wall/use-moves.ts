import { type RefObject, useLayoutEffect, useRef } from 'react';

const MOVE = { duration: 180, easing: 'ease-out' };

/** Shows where each child went when their order changes: it moves there from where it was. */
export function useMoves(list: RefObject<HTMLElement | null>, order: string): void {
  const before = useRef(new Map<string, DOMRect>());
  useLayoutEffect(() => {
    const children = [...(list.current?.children ?? [])].filter((child) => child instanceof HTMLElement);
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const places = new Map<string, DOMRect>();
    for (const child of children) {
      const { id = '' } = child.dataset;
      const now = child.getBoundingClientRect();
      places.set(id, now);
      const was = before.current.get(id);
      if (still || was === undefined) continue;
      const [x, y] = [was.left - now.left, was.top - now.top];
      if (x !== 0 || y !== 0)
        child.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], MOVE);
    }
    before.current = places;
  }, [list, order]);
}
