import { useSyncExternalStore } from 'react';

/** How this window takes part in a demonstration. */
export interface DemoWindow {
  /** It goes to the page of each step by itself. */
  readonly isLed: boolean;
  /** The one whose panel was closed. */
  readonly dismissed: string | null;
}

const listeners = new Set<() => void>();
let state: DemoWindow = { isLed: false, dismissed: null };

export function changeDemoWindow(change: Partial<DemoWindow>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

export const useDemoWindow = (): DemoWindow =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => state,
  );
