import { useSyncExternalStore } from 'react';
import { keepInCookie } from './preference.ts';
import { asTheme, THEME_COOKIE, type Theme } from './theme-choice.ts';

const listeners = new Set<() => void>();

const theme = (): Theme => asTheme(document.documentElement.dataset.theme);

/** The server draws the first picture from the cookie, so that a dark page never flashes white. */
export function setTheme(next: Theme): void {
  document.documentElement.dataset.theme = next;
  keepInCookie(THEME_COOKIE, next);
  for (const listener of listeners) listener();
}

const systemDark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

function onTheme(listener: () => void): () => void {
  const media = systemDark();
  listeners.add(listener);
  media.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', listener);
  };
}

/** The effective theme: the choice, or the system's preference. */
export function shownTheme(): 'light' | 'dark' {
  const chosen = theme();
  if (chosen !== 'system') return chosen;
  return systemDark().matches ? 'dark' : 'light';
}

export const useShownTheme = (): 'light' | 'dark' => useSyncExternalStore(onTheme, shownTheme, () => 'dark');

export const useTheme = (): Theme => useSyncExternalStore(onTheme, theme, () => 'system');
