import { EXIT_OF_SIGNAL } from '../exit-code.ts';
import { deferred } from './deferred.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupts {
  /** Resolves with the exit code of the first signal. */
  readonly interrupted: Promise<number>;
  readonly dispose: () => void;
}

/** Takes the signals over, so that a command that lasts can put everything right before it ends. */
export function takeInterrupts(): Interrupts {
  const { promise, resolve } = deferred<number>();
  const listeners = SIGNALS.map((signal) => {
    const listener = () => resolve(EXIT_OF_SIGNAL[signal]);
    process.on(signal, listener);
    return () => void process.off(signal, listener);
  });
  return { interrupted: promise, dispose: () => listeners.forEach((off) => off()) };
}
