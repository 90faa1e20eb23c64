import { ConsoleError, type FailureNote, messageOf } from '../../lib/contract/error.ts';

/** The error that a command reports, whatever was thrown. */
export function asConsoleError(error: unknown): ConsoleError {
  if (error instanceof ConsoleError) return error;
  const message = messageOf(error);
  return new ConsoleError('internal', `Internal error in ven: ${message}`, {
    fix: 'This is a bug in ven: run the command again with VEN_DEBUG=1 and report the stack trace.',
    cause: error,
  });
}

export function failureNoteOf({ code, message, fix, errors }: ConsoleError): FailureNote {
  return {
    code,
    message: [message, ...errors.map((each) => `${each.field}: ${each.message}`)].join('\n  '),
    fix,
  };
}

/** For a person: the sentence and the next step. */
export function failureText(error: ConsoleError): string {
  const { message, fix } = failureNoteOf(error);
  return `ven: ${message}${fix === '' ? '' : `\n  → ${fix}`}\n`;
}
