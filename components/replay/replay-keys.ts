import { useEffect, useEffectEvent } from 'react';
import type { Player } from './player.ts';

const STEP_MS = 5000;
const LARGE_STEP_MS = 30_000;

interface Keys {
  readonly player: Player;
  readonly onFullScreen: () => void;
  readonly onSearch: () => void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=range]), textarea, select'));

/** Elsewhere, arrows move in tabs and menus, and dialogs have keys of their own. */
const MOVED_IN =
  '[role=menu], [role=tablist], [role=radiogroup], [role=separator], [role=dialog], [role=alertdialog]';
/** Space presses what has the focus. */
const PRESSED = `button, a, ${MOVED_IN}`;

/** What a key does; undefined: nothing. */
function actionOf(event: KeyboardEvent, { player, onFullScreen, onSearch }: Keys): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey) return event.key === 'f' ? onSearch : undefined;
  if (event.altKey) return undefined;
  const by = event.shiftKey ? LARGE_STEP_MS : STEP_MS;
  const actions: Readonly<Record<string, () => void>> = {
    ' ': () => player.toggle(),
    ArrowLeft: () => player.step(-by),
    ArrowRight: () => player.step(by),
    '[': () => player.chapter(-1),
    ']': () => player.chapter(1),
    Home: () => player.seek(0),
    End: () => player.seek(Infinity),
    f: onFullScreen,
  };
  return actions[event.key];
}

/** The player's keys, wherever the focus is on the page, but not while something is typed or pressed with them. */
export function useReplayKeys(keys: Keys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.closest(event.key === ' ' ? PRESSED : MOVED_IN)) return;
    const action = actionOf(event, keys);
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
