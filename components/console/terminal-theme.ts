import { usePreference } from '../data/preference.ts';
import { useShownTheme } from '../data/theme.ts';

const CHOICES = ['page', 'dark', 'light'] as const;
type TerminalTheme = (typeof CHOICES)[number];

const NEXT: Readonly<Record<TerminalTheme, TerminalTheme>> = { page: 'dark', dark: 'light', light: 'page' };

/** The colours of terminals: those of the page, unless others were chosen. */
export function useTerminalTheme() {
  const page = useShownTheme();
  const [text, choose] = usePreference('terminal-theme', 'page');
  const chosen = CHOICES.find((choice) => choice === text) ?? 'page';
  return { chosen, shown: chosen === 'page' ? page : chosen, next: () => choose(NEXT[chosen]) };
}
