import { useSyncExternalStore } from 'react';

interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly now: () => number;
  /** When the listeners were last notified. */
  readonly last: () => number;
}

/** One timer for all components that redraw with time; none without such components. */
function clock(period: number): Clock {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  const tick = (): void => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    last: () => now,
    now: () => (timer === undefined ? (now = Math.floor(Date.now() / period) * period) : now),
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(tick, period);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const second = clock(1000);
const fraction = clock(250);
const still = (): (() => void) => () => undefined;

/** A text that depends on the time; drawn again only when it reads differently. */
export const useClockText = (format: (now: number) => string): string =>
  useSyncExternalStore(
    second.subscribe,
    () => format(second.now()),
    () => '',
  );

/** The time, drawn again every second; with `fast` four times as often; what it was last when not `running`. */
export function useNow(running = true, fast = false): number {
  const chosen = fast ? fraction : second;
  return useSyncExternalStore(
    running ? chosen.subscribe : still,
    running ? chosen.now : chosen.last,
    () => 0,
  );
}
