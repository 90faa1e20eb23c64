import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** Storage may be blocked; the preference is then lost with the page. */
function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Forgotten with the page.
  }
  for (const listener of listeners) listener();
}

const YEAR = 31_536_000;

/** Keeps a value in a cookie, where the server sees it when it draws a page. */
export function keepInCookie(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR}; samesite=lax`;
}

/** A preference stored in this browser. */
export function usePreference(name: string, otherwise: string): readonly [string, (value: string) => void] {
  const key = `ven.${name}`;
  const value = useSyncExternalStore(
    subscribe,
    () => read(key) ?? otherwise,
    () => otherwise,
  );
  const set = useCallback((next: string) => write(key, next), [key]);
  return [value, set];
}
