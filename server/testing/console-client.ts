import { createClient, type ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../lib/contract/error.ts';

/** The protocol client as used by a program without its own error texts. */
export const consoleClient = (url: string, headers: Readonly<Record<string, string>>): ConsoleClient =>
  createClient({
    url,
    headers,
    unreachable: (cause) => new ConsoleError('server-unreachable', 'No answer.', { cause }),
    unexpected: (answer) => new ConsoleError('server-unreachable', `Not a console: ${answer}.`),
  });
