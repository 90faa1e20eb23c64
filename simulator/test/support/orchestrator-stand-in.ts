import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { GUEST_PATIENCE, until } from './until.ts';

type Reply = Record<string, string | number>;

export interface Action extends Reply {
  readonly name: string;
}

export interface StandInOptions {
  /** Decides about a node that asks to be onboarded without help. */
  readonly stream: () => Reply;
  /** @param base this server as the guest reaches it */
  readonly actions?: (base: string) => readonly Action[];
  readonly credentials?: { readonly username: string; readonly password: string };
}

export interface RecordedRequest {
  readonly at: number;
  readonly path: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

const TOKEN = 'a-token';

/** Just enough of SOUTHBOUND.md for one guest. */
export class OrchestratorStandIn implements AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  readonly #options: StandInOptions;
  #actions: readonly Action[] = [];
  readonly #server: Server;
  #onboarded = false;
  #next = 0;
  #nodeRequests = 0;

  private constructor(options: StandInOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async listen(options: StandInOptions): Promise<OrchestratorStandIn> {
    const standIn = new OrchestratorStandIn(options);
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    standIn.#actions = options.actions?.(standIn.guestUrl) ?? [];
    return standIn;
  }

  /** QEMU's user network shows the host's loopback to the guest under this address. */
  get guestUrl(): string {
    return `http://10.0.2.2:${z.object({ port: z.number() }).parse(this.#server.address()).port}`;
  }

  /** What the guest reported about actions' ends and progress. */
  get outcomes(): { action: string; state: string; message: string }[] {
    return this.requests.flatMap(({ path, body }) => {
      const index = /\/actions\/(\d+)$/.exec(path)?.[1];
      if (index === undefined) return [];
      return [
        { action: this.#actions[Number(index) - 1]?.name ?? '', ...reportSchema.parse(JSON.parse(body)) },
      ];
    });
  }

  async failed(name: string): Promise<void> {
    await until(
      `the failure of ${name}`,
      () => this.outcomes.find(({ action, state }) => action === name && state === 'FAILED'),
      () => JSON.stringify(this.requests, undefined, 1),
      GUEST_PATIENCE,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://node');
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    this.requests.push({
      at: performance.now(),
      path: url.pathname,
      contentType: request.headers['content-type'],
      authorization: request.headers.authorization,
      body,
    });
    this.#decide(url.pathname, body, request.headers.authorization, response);
  }

  #decide(path: string, body: string, authorization: string | undefined, response: ServerResponse): void {
    const report = /^\/workflow\/w1\/actions\/(\d+)$/.exec(path);
    if (path === '/onboarding/stream') {
      const reply = this.#options.stream();
      this.#onboarded ||= reply.node_state === 'ONBOARDED';
      send(response, 200, reply);
    } else if (path.endsWith('/openid-connect/token')) this.#giveToken(body, response);
    else if (path === '/onboarding/nodes') {
      this.#addNode(authorization, response);
    } else if (report) {
      const { state } = reportSchema.parse(JSON.parse(body));
      // Unlike the real one it goes on after a failure: several fail in one boot.
      if (state !== 'RUNNING') this.#next = Number(report[1]);
      send(response, 200, state === 'SUCCESS' ? this.#workflow() : {});
    } else if (path === '/workflow') send(response, 200, this.#workflow());
    else send(response, 404, {});
  }

  #addNode(authorization: string | undefined, response: ServerResponse): void {
    if (authorization !== `Bearer ${TOKEN}`) {
      send(response, 401, {});
      return;
    }
    this.#nodeRequests++;
    this.#onboarded = this.#nodeRequests > 1;
    // As the real one: its first answer for a new host names no project.
    send(response, 200, { project_id: this.#onboarded ? 'a-project' : '' });
  }

  #giveToken(body: string, response: ServerResponse): void {
    const form = new URLSearchParams(body);
    const { username, password } = this.#options.credentials ?? {};
    const isRight = form.get('username') === username && form.get('password') === password;
    response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isRight ? { access_token: TOKEN } : { error: 'invalid_grant' }));
  }

  #workflow(): Reply {
    const action = this.#actions[this.#next];
    if (!this.#onboarded) return { state: 'waiting' };
    if (!action) return { state: 'done' };
    const { length: total } = this.#actions;
    return { state: 'action', workflow: 'w1', index: this.#next + 1, total, ...action };
  }
}

const reportSchema = z.object({ state: z.enum(['RUNNING', 'SUCCESS', 'FAILED']), message: z.string() });

function send(response: ServerResponse, status: number, reply: Reply): void {
  const text = Object.entries(reply).map(([key, value]) => `${key}=${value}\n`);
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text.join(''));
}
