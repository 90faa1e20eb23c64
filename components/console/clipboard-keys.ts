import { useEffect, useState } from 'react';
import { copyText } from '../ui/clipboard.ts';
import { toast } from '../ui/toast-queue.ts';
import { PACES, typePaced, type Pace } from './paced-typing.ts';
import type { PastedTypingProps } from './pasted-typing.tsx';
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

/** One after the other: a second text would get between the characters of the first. */
let typed: (() => void) | undefined;

function typeSlowly(
  { session }: SerialView,
  pasted: string,
  perSecond: number,
  show: (typing: PastedTypingProps | null) => void,
): void {
  typed?.();
  // As a terminal pastes: Enter sends a carriage return.
  const text = pasted.replaceAll(/\r?\n/g, '\r');
  const total = Array.from(text).length;
  const stop = typePaced({
    text,
    perSecond,
    send: (piece) => session.input(piece),
    onProgress: (sent, isOver) => {
      show(isOver ? null : { sent, total, stop: end });
      if (isOver && sent < total) toast('bad', `Only ${sent} of ${total} characters were typed`);
    },
  });
  const end = (): void => {
    stop();
    show(null);
  };
  typed = end;
  show({ sent: 0, total, stop: end });
}

/** Every way of pasting raises the browser's event: several lines require confirmation. */
export function usePasteQuestion(view: SerialView | null, box: React.RefObject<HTMLElement | null>) {
  const [pending, setPending] = useState<string | null>(null);
  const [typing, setTyping] = useState<PastedTypingProps | null>(null);
  useEffect(() => {
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
    typing,
    paste: (pace: Pace) => {
      const perSecond = PACES[pace];
      if (pending !== null && view)
        if (perSecond === null) view.terminal.paste(pending);
        else typeSlowly(view, pending, perSecond, setTyping);
      setPending(null);
    },
    close: () => setPending(null),
  };
}
