import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components/Toast';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Tone } from './note.tsx';

export interface ToastContent {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

const SHOWN = 6000;

/** The newest are shown; those that do not fit wait until there is room. */
export const toasts = new ToastQueue<ToastContent>({ maxVisibleToasts: 4 });

/** Shows an outcome. A failure stays until it is dismissed; anything else disappears automatically. */
export function toast(tone: Tone, title: string, text = ''): void {
  toasts.add({ tone, title, text }, tone === 'bad' ? {} : { timeout: SHOWN });
}

/** What was refused, and what to do next. */
export const toastError = (error: Error): void =>
  toast('bad', error.message, error instanceof ConsoleError ? error.fix : '');
