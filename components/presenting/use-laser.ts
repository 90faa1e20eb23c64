import { useEffect, useState } from 'react';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In a field or a terminal a key is text. */
export const isTyped = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target instanceof Element &&
    event.target.closest('input, textarea, select, .xterm, [role=menu], [role=dialog]') !== null);

/** Where the pointer is, as parts of the window, while the key `l` is held. */
export function useLaser(isOn: boolean): Point | null {
  const [point, setPoint] = useState<Point | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    let last: Point = { x: 0.5, y: 0.5 };
    let isHeld = false;
    const moved = ({ clientX, clientY }: PointerEvent): void => {
      last = { x: clientX / window.innerWidth, y: clientY / window.innerHeight };
      if (isHeld) setPoint(last);
    };
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'l' || isTyped(event)) return;
      isHeld = true;
      setPoint(last);
    };
    const released = (): void => {
      isHeld = false;
      setPoint(null);
    };
    window.addEventListener('pointermove', moved);
    window.addEventListener('keydown', pressed);
    window.addEventListener('keyup', released);
    window.addEventListener('blur', released);
    return () => {
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('keydown', pressed);
      window.removeEventListener('keyup', released);
      window.removeEventListener('blur', released);
      setPoint(null);
    };
  }, [isOn]);
  return point;
}
