import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Finding } from '../../lib/domain/diagnosis/findings.ts';
import type { Answer } from './exchange.ts';

const Coded = z.looseObject({ code: z.string() });
/** Error bodies of the services have a gRPC code, those of the gateway only a message, those of Keycloak neither. */
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

/** What an error of this folder says about the server that nodes boot from; null if nothing that has a name. */
export function bootServerFinding({ code, cause, retryAfter }: ConsoleError): Finding | null {
  switch (code) {
    case 'no-artefacts':
      return 'file-missing';
    case 'orchestrator-certificate':
      return certificateFinding(reasonOf(cause)[0]);
    case 'orchestrator-unreachable':
      // What answered has no cause.
      if (cause !== undefined) return 'server-unreachable';
      return retryAfter === undefined ? 'server-error' : null;
    default:
      return null;
  }
}

/** `code`: OpenSSL's or Node's. */
export function certificateFinding(code: string): Finding {
  if (/EXPIRED|NOT_YET_VALID/.test(code)) return 'certificate-dates';
  return code.includes('ALTNAME') ? 'certificate-name' : 'certificate-authority';
}

type Refused = Pick<Answer, 'status' | 'json' | 'type' | 'text'>;

/** The ConsoleError for an unexpected response. */
export function refusal(name: string, url: string, answer: Refused): ConsoleError {
  const { host, pathname } = new URL(url);
  const { status } = answer;
  const reason = words(answer);
  const text = `Orchestrator "${name}" answered ${status} to ${pathname} at ${host}${reason === '' ? '' : `: ${reason}`}.`;
  if (status === 429) {
    return new ConsoleError('orchestrator-unreachable', `${text} Its rate limiter refuses.`, {
      fix: 'Wait a minute; if it stays so, fewer clients or a higher limit at the orchestrator.',
      retryAfter: 60,
    });
  }
  if (status >= 500)
    return new ConsoleError('orchestrator-unreachable', text, { fix: 'Look at the orchestrator itself.' });
  return new ConsoleError('orchestrator-refused', text, {
    fix: 'Check URLs, project and release of the orchestrator.',
  });
}

/** The gateway answers 403 without distinguishing a missing project from a missing right. */
export function projectRefused(
  name: string,
  { project, account }: { readonly project: string; readonly account: string },
  answer: Refused,
): ConsoleError {
  const reason = words(answer) || 'no reason given';
  return new ConsoleError(
    'orchestrator-refused',
    `Orchestrator "${name}" does not let "${account}" into project "${project}" (${answer.status}): ${reason}.`,
    {
      fix: `Check the name of the project, and that the account belongs to its Host-Manager group. After a key rotation it can take some minutes.`,
    },
  );
}

/** The orchestrator does not have this path. */
export function serviceMissing(name: string, project: string, url: string, answer: Refused): ConsoleError {
  const { host, pathname } = new URL(url);
  const reason = words(answer);
  return new ConsoleError(
    'orchestrator-refused',
    `Orchestrator "${name}" has nothing at ${pathname} on ${host} (404${reason === '' ? '' : `: ${reason}`}).`,
    {
      fix: `Check the name of the project ("${project}"); an orchestrator that was installed without provisioning has no hosts to register.`,
    },
  );
}

export const cannotBoot = (name: string, missing: readonly string[]): ConsoleError =>
  new ConsoleError(
    'orchestrator-refused',
    `Orchestrator "${name}" cannot boot nodes: it was installed without ${missing.join(' and ')}.`,
    { fix: 'Install it with onboarding and provisioning of edge nodes, or use another orchestrator.' },
  );

export function tooLarge(name: string, url: string, bytes: number): ConsoleError {
  const { host, pathname } = new URL(url);
  return new ConsoleError(
    'orchestrator-refused',
    `Orchestrator "${name}" answered with more than ${bytes / 1024 / 1024} MiB to ${pathname} at ${host}; the rest was not read.`,
    { fix: 'Check the URL: is it the API of an Edge Orchestrator that answers there?' },
  );
}

export function loginRefused(name: string, username: string, body: unknown): ConsoleError {
  return new ConsoleError(
    'orchestrator-login',
    `Orchestrator "${name}" refused the login of "${username}": ${messageIn(body) || 'no reason given'}.`,
    { fix: 'Check the user name and the password.' },
  );
}

/** `what`: "an access token". */
export function notUnderstood(name: string, what: string, { type }: Answer, cause: unknown): ConsoleError {
  const but = type === 'application/json' || type === '' ? '' : ` but ${type}`;
  return new ConsoleError(
    'orchestrator-refused',
    but === ''
      ? `Orchestrator "${name}" gave ${what} that cannot be understood.`
      : `Orchestrator "${name}" did not give ${what}${but}.`,
    {
      fix: 'Check the host names: is it an Edge Orchestrator that answers there, and of a known release?',
      cause,
    },
  );
}

export function grpcCode(body: unknown): string | undefined {
  return ErrorBody.safeParse(body).data?.code;
}

function words({ json, type, text }: Refused): string {
  const reason = (messageIn(json) || text).replace(/[.\s]+$/, '');
  return reason === '' && type === 'text/html' ? 'a web page' : reason;
}

function messageIn(body: unknown): string {
  const { message, error_description, error } = ErrorBody.safeParse(body).data ?? {};
  return message ?? error_description ?? error ?? '';
}

/** undici wraps errors; the innermost cause has the code. */
export function reasonOf(error: unknown): [code: string, message: string] {
  if (!(error instanceof Error)) return ['', String(error)];
  const code = Coded.safeParse(error).data?.code;
  if (error.cause !== undefined && (code === undefined || code.startsWith('UND_ERR_')))
    return reasonOf(error.cause);
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  if (error.name === 'TimeoutError') return ['', 'no answer in time'];
  return [code ?? '', error.message];
}
