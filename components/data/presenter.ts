import { useSyncExternalStore } from 'react';

/** How this window presents. */
export interface Presenter {
  readonly isOn: boolean;
  /** Serial numbers, addresses and the like are hidden. */
  readonly isMasked: boolean;
  /** What is shown stays as it is. */
  readonly isFrozen: boolean;
  /** The presentation that others can follow; null while they cannot. */
  readonly shown: string | null;
  /** The presentation of somebody else that this window follows. */
  readonly followed: string | null;
}

/** Over a reload, in this window only. */
const KEPT = 'ven.presenter';
const OFF: Presenter = { isOn: false, isMasked: true, isFrozen: false, shown: null, followed: null };

const listeners = new Set<() => void>();
let state: Presenter | null = null;

function current(): Presenter {
  if (state !== null) return state;
  try {
    const kept = sessionStorage.getItem(KEPT);
    state = kept === null ? OFF : { ...OFF, isOn: true, isMasked: kept !== 'plain' };
  } catch {
    state = OFF;
  }
  return state;
}

export function changePresenter(change: Partial<Presenter>): void {
  state = { ...current(), ...change };
  try {
    if (state.isOn) sessionStorage.setItem(KEPT, state.isMasked ? 'masked' : 'plain');
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Forgotten with the page.
  }
  for (const listener of listeners) listener();
}

/** Begins with everything secret hidden. */
export const present = (): void => changePresenter({ isOn: true, isMasked: true, followed: null });

export function usePresenter(): Presenter {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current,
    () => OFF,
  );
}
