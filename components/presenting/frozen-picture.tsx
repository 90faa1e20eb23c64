'use client';
import { useEffect, useRef } from 'react';

/** A copy of what is on the screen, over it: what is below goes on. */
export function FrozenPicture() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const main = document.querySelector('main');
    if (main === null || box.current === null) return;
    const { top, left, width, height } = main.getBoundingClientRect();
    const copy = main.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return;
    copyCanvases(main, copy);
    for (const each of [copy, ...copy.querySelectorAll('[id]')]) each.removeAttribute('id');
    Object.assign(box.current.style, {
      top: `${top}px`,
      left: `${left}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    copy.style.height = '100%';
    box.current.replaceChildren(copy);
    copyScrolling(main, copy);
  }, []);
  return <div ref={box} inert aria-hidden className="fixed z-30 overflow-hidden bg-ground" />;
}

/** A copied canvas is empty. */
function copyCanvases(from: Element, to: Element): void {
  const copies = to.querySelectorAll('canvas');
  for (const [index, canvas] of [...from.querySelectorAll('canvas')].entries())
    copies[index]?.getContext('2d')?.drawImage(canvas, 0, 0);
}

function copyScrolling(from: Element, to: Element): void {
  const copies = to.querySelectorAll('*');
  to.scrollTop = from.scrollTop;
  for (const [index, element] of [...from.querySelectorAll('*')].entries()) {
    const copy = copies[index];
    if (copy !== undefined && element.scrollTop > 0) copy.scrollTop = element.scrollTop;
  }
}
