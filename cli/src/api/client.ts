import { createClient as createConsoleClient, type ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Target } from '../session/settings.ts';

const ANSWER_WITHIN = 30_000;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name cannot be looked up',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};
const CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/;

/** The first error code in a chain of causes, or the last message. fetch hides why it failed one level down. */
function causeCode(error: unknown): string {
  let message = 'unknown';
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
    message = each.name === 'TimeoutError' ? each.name : each.message;
  }
  return message;
}

/** Why no answer came. */
export function unreachable(url: string, error: unknown): ConsoleError {
  const code = causeCode(error);
  if (CERTIFICATE.test(code)) {
    return new ConsoleError('server-unreachable', `The certificate of ${url} is not trusted (${code}).`, {
      fix: 'Name the CA that signed it: NODE_EXTRA_CA_CERTS=/path/to/ca.pem ven …',
      cause: error,
    });
  }
  const reason =
    code === 'TimeoutError' ? `no answer within ${ANSWER_WITHIN / 1000} s` : (REASONS[code] ?? code);
  return new ConsoleError('server-unreachable', `The console at ${url} cannot be reached: ${reason}.`, {
    fix: 'Start it with npm start, or name the right address: VEN_URL, or ven login --url.',
    cause: error,
  });
}

export function createClient(
  { url, token }: Target,
  headers: Readonly<Record<string, string>> = {},
): ConsoleClient {
  return createConsoleClient({
    url,
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    timeout: ANSWER_WITHIN,
    unreachable: (cause) => unreachable(url, cause),
    unexpected: (answer, cause) =>
      new ConsoleError('server-unreachable', `What answers at ${url} is not this console: ${answer}.`, {
        fix: 'Check the address (VEN_URL, or ven login --url), and that ven and the console have the same version.',
        cause,
      }),
    onRefusal: (error) =>
      error.code === 'unauthenticated'
        ? new ConsoleError(error.code, error.message, {
            fix: 'Log in: ven login --email YOU (or set VEN_TOKEN).',
          })
        : error,
  });
}

/** For commands that make no sense without a login: fails before anything is sent. */
export function authorisedClient(target: Target): ConsoleClient {
  if (target.token !== null) return createClient(target);
  throw new ConsoleError('unauthenticated', `You are not logged in at ${target.url}.`, {
    fix: `Log in: ven login --url ${target.url} --email YOU (or set VEN_TOKEN).`,
  });
}
