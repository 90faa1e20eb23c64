import { type z } from 'zod';
import { ConsoleError, problem } from '../../../lib/contract/error.ts';
import { parseJson, type Target } from '../session/settings.ts';

const ANSWER_WITHIN = 30_000;

type Method = 'GET' | 'POST' | 'DELETE';

/** The console's REST interface. Every failure is a ConsoleError, also that nobody answers. */
export interface Client {
  readonly target: Target;
  /** What a request proves itself with; sockets send it too. */
  readonly headers: Readonly<Record<string, string>>;
  request<T>(method: Method, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T>;
  /** Where the answer does not matter beyond having succeeded. */
  send(method: Method, path: string): Promise<void>;
  response(method: Method, path: string, options?: RequestOptions): Promise<Response>;
}

interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

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

/** The first error code in a chain of causes, or the last one's words. fetch hides why it failed one level down. */
function causeCode(error: unknown): string {
  let words = 'unknown';
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
    words = each.name === 'TimeoutError' ? each.name : each.message;
  }
  return words;
}

/** Why no answer came, in words. */
export function unreachable(url: string, error: unknown): ConsoleError {
  const code = causeCode(error);
  if (CERTIFICATE.test(code)) {
    return new ConsoleError('server-unreachable', `The certificate of ${url} is not trusted (${code}).`, {
      fix: 'Name its authority to ven: NODE_EXTRA_CA_CERTS=/path/to/ca.pem ven …',
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

function strangeAnswer(url: string, what: string, cause?: unknown): ConsoleError {
  return new ConsoleError('server-unreachable', `What answers at ${url} is not this console: ${what}.`, {
    fix: 'Check the address (VEN_URL, or ven login --url) and that ven and the console are of the same version.',
    cause,
  });
}

async function refusal(url: string, response: Response): Promise<ConsoleError> {
  const parsed = problem.safeParse(parseJson(await response.text()));
  if (parsed.success) {
    const { code, detail, fix = '', errors = [] } = parsed.data;
    const login = code === 'unauthenticated' ? 'Log in: ven login --email YOU (or set VEN_TOKEN).' : fix;
    return new ConsoleError(code, detail, { fix: login, errors });
  }
  const type = response.headers.get('content-type') ?? 'no content type';
  return strangeAnswer(url, `HTTP ${response.status} with ${type}`);
}

export function createClient(target: Target, headers: Readonly<Record<string, string>> = {}): Client {
  const { url, token } = target;
  const proof = { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  async function response(method: Method, path: string, options: RequestOptions = {}): Promise<Response> {
    const { body, signal } = options;
    let answer: Response;
    try {
      answer = await fetch(`${url}/api/v1${path}`, {
        method,
        redirect: 'error',
        headers: {
          ...proof,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        signal: signal ?? AbortSignal.timeout(ANSWER_WITHIN),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw unreachable(url, error);
    }
    if (!answer.ok) throw await refusal(url, answer);
    return answer;
  }
  return {
    target,
    headers: proof,
    response,
    send: async (method, path) => {
      await (await response(method, path)).arrayBuffer();
    },
    request: async (method, path, schema, body) => {
      const text = await (await response(method, path, { body })).text();
      const parsed = schema.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
      throw strangeAnswer(url, `${method} ${path} gave something else than expected${where}`, parsed.error);
    },
  };
}

/** For commands that make no sense without a login: says so before anything is sent. */
export function authorisedClient(target: Target): Client {
  if (target.token !== null) return createClient(target);
  throw new ConsoleError('unauthenticated', `You are not logged in at ${target.url}.`, {
    fix: `Log in: ven login --url ${target.url} --email YOU (or set VEN_TOKEN).`,
  });
}

export const segment = (text: string): string => encodeURIComponent(text);
