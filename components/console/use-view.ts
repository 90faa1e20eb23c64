import { useEffect, useRef, useState, type RefObject } from 'react';
import { usePreference } from '../data/preference.ts';
import { useFontSize } from './font-size.ts';
import { SCREEN_READER } from './read-aloud.tsx';
import type { SerialView, SerialSource } from './serial-view.ts';
import { useTerminalTheme } from './terminal-theme.ts';
import { borrowView, returnView } from './views.ts';

/** Borrows the port's view and shows it in an element, as large as the element is. */
export function useView(source: SerialSource, box: RefObject<HTMLDivElement | null>): SerialView | null {
  const { shown: theme } = useTerminalTheme();
  const [readAloud] = usePreference(SCREEN_READER, 'off');
  const { pixels } = useFontSize();
  const first = useRef(theme);
  const [view, setView] = useState<SerialView | null>(null);
  const { node, port, boot, mode } = source;
  useEffect(() => {
    const parent = box.current;
    if (!parent) return undefined;
    const wanted: SerialSource = { node, port, boot, mode };
    let borrowed: SerialView | undefined;
    let left = false;
    // The width of a character is measured once: the font has to be loaded.
    const font = document.fonts.load('13px "JetBrains Mono Variable"').catch(() => undefined);
    const widths = import('@xterm/addon-unicode-graphemes');
    void Promise.all([widths, font]).then(([{ UnicodeGraphemesAddon }]) => {
      if (left) return;
      borrowed = borrowView(wanted, first.current, () => new UnicodeGraphemesAddon());
      borrowed.attach(parent);
      setView(borrowed);
    });
    const resized = new ResizeObserver(() => borrowed?.fit());
    resized.observe(parent);
    return () => {
      left = true;
      resized.disconnect();
      if (!borrowed) return;
      borrowed.detach();
      returnView(wanted);
      setView(null);
    };
  }, [node, port, boot, mode, box]);
  useEffect(() => view?.setTheme(theme), [view, theme]);
  useEffect(() => view?.setReadAloud(readAloud === 'on'), [view, readAloud]);
  useEffect(() => view?.setFontSize(pixels), [view, pixels]);
  return view;
}
