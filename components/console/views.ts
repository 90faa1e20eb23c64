import { onSessionExpired } from '../data/client.ts';
import { onSignedOut } from '../data/store.ts';
import type { ITerminalAddon } from '@xterm/xterm';
import { SerialView, type SerialSource } from './serial-view.ts';

/** How many consoles stay connected after their page was left; the one left first is closed first. */
const KEPT = 6;

const views = new Map<string, SerialView>();
const shown = new Set<string>();
/** Views on screen while their user signs out: closed when released. */
const leaving = new Set<string>();

const keyOf = ({ node, port, boot, mode }: SerialSource): string =>
  `${node} ${port} ${boot ?? 'live'} ${mode}`;

/** The view of a port; reuses a kept one. */
export function borrowView(
  source: SerialSource,
  theme: 'light' | 'dark',
  widths: () => ITerminalAddon,
): SerialView {
  const key = keyOf(source);
  const view = views.get(key) ?? new SerialView(source, theme, widths());
  views.delete(key);
  views.set(key, view);
  shown.add(key);
  view.session.setShown(true);
  view.setTheme(theme);
  return view;
}

/** Releases it: it stays connected for a while. */
export function returnView(source: SerialSource): void {
  const returned = keyOf(source);
  shown.delete(returned);
  views.get(returned)?.session.setShown(false);
  if (leaving.delete(returned)) end(returned);
  for (const key of views.keys()) {
    if (views.size <= KEPT) return;
    if (!shown.has(key)) end(key);
  }
}

function end(key: string): void {
  views.get(key)?.dispose();
  views.delete(key);
}

/** The next user must not see what the previous one had open. */
function endAll(): void {
  for (const key of views.keys()) {
    if (shown.has(key)) leaving.add(key);
    else end(key);
  }
}

onSessionExpired(endAll);
onSignedOut(endAll);
