import type { Point } from './use-laser.ts';

export const LaserDot = ({ x, y }: Point) => (
  <span
    aria-hidden
    data-laser
    className="pointer-events-none fixed z-50 size-5 -translate-1/2 rounded-full bg-bad/80 ring-4 ring-bad/30"
    style={{ left: `${x * 100}%`, top: `${y * 100}%` }}
  />
);
