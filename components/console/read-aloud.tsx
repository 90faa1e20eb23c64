'use client';
import { usePreference } from '../data/preference.ts';

/** Name of the preference. */
export const SCREEN_READER = 'screen-reader';

/** The first stop of the keyboard in a console: whoever cannot see it can have it read. */
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
      Text of the consoles for screen readers{on ? ': on' : ''}
    </button>
  );
}
