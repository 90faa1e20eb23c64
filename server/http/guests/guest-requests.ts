import type { Context } from 'hono';
import { ConsoleError, ERROR_STATUS, problem } from '../../../lib/contract/error.ts';
import { SHARE_PATH } from '../../../lib/contract/share.ts';
import { showsNode } from '../../../lib/domain/share/scope.ts';
import type { Identity } from '../../core/access/api.ts';
import { noSuchShare } from '../../core/access/shares/guests.ts';
import { shareCookieIn } from '../authentication.ts';
import type { ConsoleApp } from '../content.ts';
import type { HttpEnvironment } from '../environment.ts';
import { ALLOWED, type Asked } from './allowed.ts';

const V1 = '/api/v1';

/** Headers that change what is answered; all others, cookies among them, stay behind. */
const PASSED_ON = ['accept', 'content-type', 'range', 'host'];

type Allowed = (typeof ALLOWED)[number];

function matching(method: string, path: string): { route: Allowed; params: Record<string, string> } | null {
  const parts = path.split('/');
  for (const route of ALLOWED) {
    const wanted = route.path.split('/');
    if (route.method !== method || wanted.length !== parts.length) continue;
    const pairs = wanted.map((part, index) => [part, parts[index] ?? ''] as const);
    if (!pairs.every(([part, given]) => part.startsWith(':') || part === given)) continue;
    const named = pairs.filter(([part]) => part.startsWith(':'));
    return { route, params: Object.fromEntries(named.map(([part, given]) => [part.slice(1), given])) };
  }
  return null;
}

const nothingHere = (): ConsoleError =>
  new ConsoleError('not-found', 'This link shows nothing at this address.', {
    fix: 'Stay with what the page of the link offers.',
  });

function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Messages of hosts and the console's own name addresses and paths that are no business of guests. */
async function refusalOf(inner: Response): Promise<ConsoleError> {
  const parsed = problem.safeParse(jsonIn(await inner.text()));
  const code = parsed.success ? parsed.data.code : 'internal';
  if (ERROR_STATUS[code] === 404) return nothingHere();
  return new ConsoleError(code, 'This cannot be shown now.', { fix: 'Try again in a moment.' });
}

/** A long answer ends with the link, like everything else that its guests have open. */
function untilRevoked(
  body: ReadableStream<Uint8Array>,
  guest: Identity,
  { access }: HttpEnvironment['Variables']['services'],
): ReadableStream<Uint8Array> {
  const over = new AbortController();
  const unwatch = access.whileValid(guest, () => over.abort());
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  body.pipeTo(writable, { signal: over.signal }).then(unwatch, unwatch);
  return readable;
}

async function guestOf(c: Context<HttpEnvironment>): Promise<Identity> {
  const guest = await c.var.services.access.shares.identify(c.req.param('share') ?? '', shareCookieIn(c));
  if (guest) return guest;
  throw noSuchShare();
}

/**
 * Answers guests of share links: each request that is allowed is made to the app itself, in the guest's name, and its
 * answer reduced to what the link shows. No other route learns of guests.
 */
export function guestRequests(app: ConsoleApp): void {
  app.all(`${SHARE_PATH}/:share${V1}/*`, async (c) => {
    const { services } = c.var;
    const guest = await guestOf(c);
    const { share: shared } = guest.actor;
    if (!shared) throw noSuchShare();
    const inner = new URL(c.req.url);
    inner.pathname = inner.pathname.slice(`${SHARE_PATH}/${guest.id}`.length);
    const found = matching(c.req.method, inner.pathname.slice(V1.length));
    if (!found) throw nothingHere();
    const text = c.req.method === 'GET' ? undefined : await c.req.text();
    const nodes = (await services.core.nodes.list()).filter((node) => showsNode(shared, node));
    const body = text === undefined ? undefined : jsonIn(text);
    const asked: Asked = { shared, nodes, params: found.params, body, query: inner.searchParams };
    if (!found.route.shows(asked)) throw nothingHere();
    const headers = new Headers();
    for (const name of PASSED_ON) {
      const value = c.req.header(name);
      if (value !== undefined) headers.set(name, value);
    }
    const request = new Request(inner, {
      ...{ method: c.req.method, headers },
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await app.fetch(request, { ...c.env, guest });
    if (!answer.ok) throw await refusalOf(answer);
    if (!found.route.answer)
      return new Response(answer.body && untilRevoked(answer.body, guest, services), answer);
    const view = found.route.answer(await answer.json(), asked);
    return c.json(view, answer.status === 201 ? 201 : 200);
  });
}
