import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';

const Coded = z.looseObject({ code: z.string() });
/** Bodies of the services have a gRPC code, those of the gateway only a message, those of Keycloak neither. */
const ErrorBody = z.object({
  code: z.string().optional(),
  message: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/;

const TRUST =
  'Give the orchestrator the PEM of the CA that has signed its certificate, and look at its host names.';
const REACH = 'Check that it runs and can be reached from this machine: address, name service, proxy.';

/** Why no answer came. */
export function connectionError(name: string, url: string, error: unknown): ConsoleError {
  const { host } = new URL(url);
  const [code, message] = reasonOf(error);
  if (CERTIFICATE.test(code)) {
    return new ConsoleError(
      'orchestrator-certificate',
      `The certificate of orchestrator "${name}" at ${host} is not trusted: ${message}.`,
      { fix: TRUST, cause: error },
    );
  }
  return new ConsoleError(
    'orchestrator-unreachable',
    `Orchestrator "${name}" does not answer at ${host}: ${message}.`,
    {
      fix: REACH,
      cause: error,
    },
  );
}

/** What an answer means that is not the one wanted. */
export function refusal(name: string, url: string, status: number, body: unknown): ConsoleError {
  const { host, pathname } = new URL(url);
  const said = messageIn(body);
  const text = `Orchestrator "${name}" answered ${status} to ${pathname} at ${host}${said === '' ? '' : `: ${said}`}.`;
  if (status === 429) {
    return new ConsoleError('orchestrator-unreachable', `${text} Its rate limiter refuses.`, {
      fix: 'Wait a minute; if it stays so, fewer clients or a higher limit at the orchestrator.',
    });
  }
  if (status >= 500)
    return new ConsoleError('orchestrator-unreachable', text, { fix: 'Look at the orchestrator itself.' });
  if (status === 401 || status === 403) {
    return new ConsoleError('orchestrator-refused', text, {
      fix: 'Check that the account may read and write hosts in this project, and that the project exists. After a key rotation it can take some minutes.',
    });
  }
  return new ConsoleError('orchestrator-refused', text, {
    fix: 'Check project and release of the orchestrator.',
  });
}

export function loginRefused(name: string, username: string, body: unknown): ConsoleError {
  return new ConsoleError(
    'orchestrator-login',
    `Orchestrator "${name}" refused the login of "${username}": ${messageIn(body) || 'no reason given'}.`,
    { fix: 'Check user name and password of the API account.' },
  );
}

export function notUnderstood(name: string, what: string, cause: unknown): ConsoleError {
  return new ConsoleError(
    'orchestrator-refused',
    `Orchestrator "${name}" gave ${what} that cannot be understood.`,
    {
      fix: 'Check the host names: is it an Edge Orchestrator that answers there, and of a known release?',
      cause,
    },
  );
}

export function grpcCode(body: unknown): string | undefined {
  return ErrorBody.safeParse(body).data?.code;
}

function messageIn(body: unknown): string {
  const { message, error_description, error } = ErrorBody.safeParse(body).data ?? {};
  return message ?? error_description ?? error ?? '';
}

/** undici wraps; the innermost cause has the code. */
function reasonOf(error: unknown): [code: string, message: string] {
  if (!(error instanceof Error)) return ['', String(error)];
  const code = Coded.safeParse(error).data?.code;
  if (error.cause !== undefined && (code === undefined || code.startsWith('UND_ERR_')))
    return reasonOf(error.cause);
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  if (error.name === 'TimeoutError') return ['', 'no answer in time'];
  return [code ?? '', error.message];
}
