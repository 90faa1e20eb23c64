import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { ConsoleError } from '../../../lib/contract/error.ts';
import * as lists from '../../../lib/contract/lists.ts';
import { ticket, ticketRequest, type TicketRequest } from '../../../lib/contract/live.ts';
import {
  type CreateRequest,
  createRequest,
  nodeDetail,
  type NodeDetail,
  powerAction,
} from '../../../lib/contract/node.ts';
import { type Operation } from '../../../lib/contract/operation.ts';
import { createResponse, type Run } from '../../../lib/contract/run.ts';
import { loginRequest, newToken, session, tokenRequest } from '../../../lib/contract/session.ts';
import { type Answer } from './answer.ts';
import { AT, DEMO, LOCAL_HOST, makeBoot, makeNode, makeOperation, makeRun, UBUNTU } from './fixtures.ts';

export const EMAIL = 'admin@example.org';
export const PASSWORD = 'correct horse';

/** What there is, for the test to change and to look at. */
export interface World {
  nodes: NodeDetail[];
  runs: Run[];
  operations: Operation[];
  readonly creates: CreateRequest[];
  readonly tickets: Map<string, TicketRequest>;
  /** Of node, boot and port, e.g. "edge-1/1/0". */
  readonly logs: Map<string, Uint8Array>;
  readonly revoked: string[];
  /** "METHOD path?query" of all that were answered. */
  readonly asked: string[];
  readonly sessions: Set<string>;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly request: IncomingMessage;
}

type Handler = (asked: Asked, parts: readonly string[]) => Answer;

const token = {
  id: 'token-1',
  name: 'ci',
  role: 'operator',
  createdAt: AT,
  expiresAt: AT,
  lastUsedAt: null,
} as const;

function findNode(world: World, name = ''): NodeDetail {
  const node = world.nodes.find((each) => each.name === name || each.id === name);
  if (node !== undefined) return node;
  throw new ConsoleError('not-found', `There is no node ${name}.`, { fix: 'See the list of nodes.' });
}

function sessionRoutes(world: World, secret: string): [string, Handler][] {
  const user = { id: 'u', email: EMAIL, role: 'admin' } as const;
  return [
    [
      'POST /session',
      ({ body }) => {
        const given = loginRequest.parse(body);
        if (given.password !== PASSWORD)
          throw new ConsoleError('unauthenticated', 'Wrong e-mail address or password.');
        const id = randomUUID();
        world.sessions.add(`ven_session=${id}`);
        const headers = { 'set-cookie': `ven_session=${id}; Path=/; HttpOnly; SameSite=Strict` };
        return { status: 200, body: { user, expiresAt: null }, schema: session, headers };
      },
    ],
    ['GET /session', () => ({ status: 200, body: { user, expiresAt: null }, schema: session })],
    [
      'DELETE /session',
      ({ request }) => {
        world.sessions.delete(request.headers.cookie ?? '');
        return { status: 204, body: undefined };
      },
    ],
    [
      'POST /tokens',
      ({ body }) => {
        const { name, role } = tokenRequest.parse(body);
        return { status: 201, body: { ...token, name, role, token: secret }, schema: newToken };
      },
    ],
    ['GET /tokens', () => ({ status: 200, body: { tokens: [token] }, schema: lists.tokenList })],
    [
      'DELETE /tokens/*',
      (_asked, [id = '']) => {
        world.revoked.push(id);
        return { status: 204, body: undefined };
      },
    ],
  ];
}

function nodeRoutes(world: World): [string, Handler][] {
  const recorded = (operation: Operation): Answer => {
    world.operations.push(operation);
    return { status: 202, body: { operation }, schema: lists.operationResponse };
  };
  return [
    [
      'GET /nodes',
      () => ({
        status: 200,
        body: { nodes: world.nodes.map(({ boots: _, ...node }) => node) },
        schema: lists.nodeList,
      }),
    ],
    [
      'POST /nodes',
      ({ body }) => {
        const request = createRequest.parse(body);
        world.creates.push(request);
        const names = Array.from(
          { length: request.count },
          (_, index) => `${request.name ?? 'edge'}-${index + 1}`,
        );
        const nodes = names.map((name) => makeNode(name, { stage: 'defined', state: 'no domain' }));
        const run = makeRun(
          'run-1',
          nodes.map(({ id }) => id),
        );
        const operations = nodes.map((node) => makeOperation('create', node));
        world.nodes.push(...nodes);
        world.runs.push(run);
        return { status: 202, body: { run, nodes, operations }, schema: createResponse };
      },
    ],
    ['GET /nodes/*', (_asked, [name]) => ({ status: 200, body: findNode(world, name), schema: nodeDetail })],
    ['DELETE /nodes/*', (_asked, [name]) => recorded(makeOperation('delete', findNode(world, name)))],
    [
      'POST /nodes/*/actions',
      ({ body }, [name]) => {
        const action = powerAction.parse(
          body !== null && typeof body === 'object' && 'action' in body ? body.action : body,
        );
        return recorded(makeOperation(action, findNode(world, name)));
      },
    ],
    [
      'GET /nodes/*/boots/*/log/*',
      (_asked, [name, boot, port]) => {
        const raw =
          world.logs.get(`${findNode(world, name).name}/${boot ?? ''}/${port ?? ''}`) ?? new Uint8Array();
        return {
          status: 200,
          body: undefined,
          raw,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        };
      },
    ],
    [
      'GET /nodes/*/xml',
      (_asked, [name]) => {
        const raw = `<domain><name>${findNode(world, name).name}</name></domain>\n`;
        return { status: 200, body: undefined, raw, headers: { 'content-type': 'application/xml' } };
      },
    ],
    [
      'GET /operations/*',
      (_asked, [id]) => {
        const operation = world.operations.find((each) => each.id === id);
        return { status: 200, body: { operation }, schema: lists.operationResponse };
      },
    ],
    [
      'POST /tickets',
      ({ body }) => {
        const request = ticketRequest.parse(body);
        findNode(world, request.node);
        const secret = randomUUID();
        world.tickets.set(secret, request);
        return { status: 201, body: { ticket: secret, expiresAt: AT }, schema: ticket };
      },
    ],
  ];
}

function listRoutes(world: World): [string, Handler][] {
  const capacity = { hosts: [{ host: 'local', template: 'ubuntu', fits: 3, limitedBy: 'memory' }] };
  return [
    ['GET /runs', () => ({ status: 200, body: { runs: world.runs }, schema: lists.runList })],
    ['GET /hosts', () => ({ status: 200, body: { hosts: [LOCAL_HOST] }, schema: lists.hostList })],
    ['GET /templates', () => ({ status: 200, body: { templates: [UBUNTU] }, schema: lists.templateList })],
    [
      'GET /orchestrators',
      () => ({ status: 200, body: { orchestrators: [DEMO] }, schema: lists.orchestratorList }),
    ],
    ['GET /capacity', () => ({ status: 200, body: capacity, schema: lists.capacityList })],
  ];
}

export function createRoutes(secret: string): { world: World; answer: (asked: Asked) => Answer } {
  const world: World = {
    nodes: [makeNode('edge-a', { boots: [makeBoot(1)] })],
    runs: [],
    operations: [],
    creates: [],
    tickets: new Map(),
    logs: new Map(),
    revoked: [],
    asked: [],
    sessions: new Set(),
  };
  const routes = [...sessionRoutes(world, secret), ...nodeRoutes(world), ...listRoutes(world)].map(
    ([pattern, handler]) => ({ pattern: new RegExp(`^${pattern.replaceAll('*', '([^/]+)')}$`), handler }),
  );
  const answer = (asked: Asked): Answer => {
    const { method, path, request, query } = asked;
    world.asked.push(`${method} ${path}${query.size === 0 ? '' : `?${query.toString()}`}`);
    const known =
      request.headers.authorization === `Bearer ${secret}` ||
      world.sessions.has(request.headers.cookie ?? '');
    if (!known && `${method} ${path}` !== 'POST /session')
      throw new ConsoleError('unauthenticated', 'Nobody is logged in.');
    if (request.headers.cookie !== undefined && method !== 'GET' && request.headers.origin === undefined) {
      throw new ConsoleError('forbidden', 'A request with a session cookie has to name its origin.');
    }
    for (const { pattern, handler } of routes) {
      const match = pattern.exec(`${method} ${path}`);
      if (match !== null) return handler(asked, match.slice(1));
    }
    throw new ConsoleError('not-found', `There is nothing at ${path}.`);
  };
  return { world, answer };
}
