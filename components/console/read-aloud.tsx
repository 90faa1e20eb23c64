'use client';
import { usePreference } from '../data/preference.ts';

/** Name of the preference. */
export const SCREEN_READER = 'screen-reader';

/** First tab stop in a console: turns on text for screen readers. */
export function ReadAloud() {
  const [chosen, choose] = usePreference(SCREEN_READER, 'off');
  const on = chosen === 'on';
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={() => choose(on ? 'off' : 'on')}
      className="sr-only z-20 focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1.5 focus:text-accent-ink"
    >
      Console text for screen readers{on ? ': on' : ''}
    </button>
  );
}
