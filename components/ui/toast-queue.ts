import { ConsoleError } from '../../lib/contract/error.ts';
import { type Tone } from './note.tsx';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

const SHOWN = 6000;
const MOST = 4;

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function become(list: readonly Toast[]): void {
  toasts = list;
  for (const listener of listeners) listener();
}

export const shownToasts = (): readonly Toast[] => toasts;

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const dismiss = (id: number): void => become(toasts.filter((toast) => toast.id !== id));

/** Shows an outcome; what went well leaves by itself, what failed waits to be read. */
export function toast(tone: Tone, title: string, text = ''): void {
  const id = next++;
  become([...toasts, { id, tone, title, text }].slice(-MOST));
  if (tone !== 'bad') setTimeout(() => dismiss(id), SHOWN);
}

/** What was refused, and what to do next. */
export const toastError = (error: Error): void =>
  toast('bad', error.message, error instanceof ConsoleError ? error.fix : '');
