import { useEffect, useRef, useState } from 'react';
import { copyText } from '../ui/clipboard.ts';
import { toast } from '../ui/toast-queue.ts';
import type { SerialView } from './serial-view.ts';

/** The meaning of a clipboard key in a terminal. */
export type ClipboardKey = 'copy' | 'paste';

type Key = Pick<KeyboardEvent, 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'key'>;

/**
 * Ctrl-Shift-C copies; Ctrl-C too while something is selected, otherwise it interrupts the guest's program. Ctrl-V,
 * Ctrl-Shift-V and Shift-Insert paste.
 */
export function clipboardKey(event: Key, selected: boolean): ClipboardKey | null {
  const { ctrlKey, shiftKey, altKey, metaKey } = event;
  if (altKey || metaKey) return null;
  const key = event.key.toLowerCase();
  if (ctrlKey && key === 'c') return shiftKey || selected ? 'copy' : null;
  if (ctrlKey && key === 'v') return 'paste';
  if (key === 'insert' && shiftKey && !ctrlKey) return 'paste';
  return key === 'insert' && ctrlKey && selected ? 'copy' : null;
}

export function copySelection({ terminal }: SerialView): void {
  const text = terminal.getSelection();
  if (text === '') return;
  void copyText(text).then((copied) => {
    if (!copied) return;
    terminal.clearSelection();
    toast('good', 'Selection copied');
  });
}

/** Whether a shell would run the text as more than one command. */
export const isSeveralLines = (text: string): boolean => /[\r\n]/.test(text);

/** Every way of pasting raises the browser's event: several lines require confirmation. */
export function usePasteQuestion(view: SerialView | null, box: React.RefObject<HTMLElement | null>) {
  const [pending, setPending] = useState<string | null>(null);
  const shown = useRef(view);
  useEffect(() => {
    shown.current = view;
    const element = box.current;
    if (!view || !element) return undefined;
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!isSeveralLines(text) || view.session.snapshot().mode === 'read') return;
      event.preventDefault();
      event.stopPropagation();
      setPending(text);
    };
    element.addEventListener('paste', onPaste, { capture: true });
    return () => element.removeEventListener('paste', onPaste, { capture: true });
  }, [view, box]);
  return {
    pending,
    paste: () => {
      if (pending !== null) shown.current?.terminal.paste(pending);
      setPending(null);
    },
    close: () => setPending(null),
  };
}
