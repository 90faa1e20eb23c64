import { useSyncExternalStore } from 'react';

interface Clock {
  readonly subscribe: (listener: () => void) => () => void;
  readonly now: () => number;
}

/** One timer for everybody who wants to be drawn again; none when nobody does. */
function clock(period: number): Clock {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  const tick = (): void => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
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
const never: Clock = { subscribe: () => () => undefined, now: () => 0 };

/** A text that depends on the time; drawn again only when it reads differently. */
export const useTold = (tell: (now: number) => string): string =>
  useSyncExternalStore(
    second.subscribe,
    () => tell(second.now()),
    () => '',
  );

/** The time, drawn again every second; with `fast` four times as often; 0 and never again when not `running`. */
export function useNow(running = true, fast = false): number {
  const chosen = !running ? never : fast ? fraction : second;
  return useSyncExternalStore(chosen.subscribe, chosen.now, () => 0);
}
