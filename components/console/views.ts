import { SerialView, type SerialPlace } from './serial-view.ts';

/** So many consoles stay connected after their page was left; the one that was left first goes first. */
const KEPT = 6;

const views = new Map<string, SerialView>();
const shown = new Set<string>();

const keyOf = ({ node, port, boot }: SerialPlace): string => `${node} ${port} ${boot ?? 'live'}`;

/** The view of a port, the one of before if there is one. */
export function borrowView(place: SerialPlace, theme: 'light' | 'dark'): SerialView {
  const key = keyOf(place);
  const view = views.get(key) ?? new SerialView(place, theme);
  views.delete(key);
  views.set(key, view);
  shown.add(key);
  view.setTheme(theme);
  return view;
}

/** Gives it back: it stays connected for a while. */
export function returnView(place: SerialPlace): void {
  shown.delete(keyOf(place));
  for (const [key, view] of views) {
    if (views.size <= KEPT) return;
    if (shown.has(key)) continue;
    view.dispose();
    views.delete(key);
  }
}
