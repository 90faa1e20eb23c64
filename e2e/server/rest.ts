import { z } from 'zod';
import { hostList, nodeList, orchestratorList } from '../../lib/contract/lists.ts';
import { nodeDetail, type NodeDetail, type PowerAction } from '../../lib/contract/node.ts';
import { operation } from '../../lib/contract/operation.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { newToken } from '../../lib/contract/session.ts';
import { ACCOUNT } from './account.ts';

/** Milliseconds between the first looks, and at most: each is a request that the server has to answer. */
const POLL = { first: 20, longest: 250 };
const PATIENCE = 120_000;

const changed = z.object({ operation });

/** The served product's REST API, with its own token. */
export class Rest {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async open(url: string): Promise<Rest> {
    const headers = { 'content-type': 'application/json', origin: url };
    const post = (path: string, body: unknown, more = {}) =>
      fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      });
    const session = await post('/session', ACCOUNT);
    if (!session.ok) throw new Error(`no session: ${await session.text()}`);
    const cookie = session.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const token = await post('/tokens', { name: 'tests', role: 'admin' }, { cookie });
    return new Rest(url, newToken.parse(await token.json()).token);
  }

  /** The value of the header. */
  get authorization(): string {
    return `Bearer ${this.#token}`;
  }

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    return JSON.parse((await this.#ask(method, path, body)).body.toString());
  }

  /** What is no JSON, such as the log of a serial port. */
  async bytes(path: string): Promise<Buffer> {
    return (await this.#ask('GET', path)).body;
  }

  /** What is missing in the log of a serial port. */
  async gaps(path: string): Promise<unknown> {
    const { headers } = await this.#ask('GET', path);
    return JSON.parse(headers.get('ven-log-gaps') ?? 'null');
  }

  async #ask(method: string, path: string, body?: unknown): Promise<{ body: Buffer; headers: Headers }> {
    const answer = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        authorization: this.authorization,
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${method} ${path}: ${answered.toString()}`);
    return { body: answered, headers: answer.headers };
  }

  /** Resolves when the orchestrator can take nodes: it comes up beside the server. */
  async orchestrated(): Promise<void> {
    await this.#until('the orchestrator is up', async () => {
      const { orchestrators } = orchestratorList.parse(await this.call('GET', '/orchestrators'));
      return orchestrators.every(({ state }) => state === 'ok');
    });
  }

  /** Resolves when that host answers. */
  async connected(name: string): Promise<void> {
    await this.#until(`host ${name} answers`, async () => {
      const { hosts } = hostList.parse(await this.call('GET', '/hosts'));
      return hosts.some((host) => host.name === name && host.state === 'connected');
    });
  }

  async create(request: Readonly<Record<string, unknown>>) {
    return createResponse.parse(await this.call('POST', '/nodes', request));
  }

  /** Resolves when the operation has succeeded. */
  async finished(id: string): Promise<void> {
    await this.#until(`operation ${id} ends`, async () => {
      const { operation: now } = changed.parse(await this.call('GET', `/operations/${id}`));
      if (now.state === 'failed') throw new Error(`${now.kind}: ${now.error?.message ?? ''}`);
      return now.state === 'succeeded';
    });
  }

  async node(name: string): Promise<NodeDetail> {
    return nodeDetail.parse(await this.call('GET', `/nodes/${name}`));
  }

  /** Resolves with the node when it is so. */
  async nodeThat(
    name: string,
    what: string,
    isSo: (node: NodeDetail) => boolean,
    patience: number,
  ): Promise<NodeDetail> {
    let node = await this.node(name);
    const seen = async () => isSo((node = await this.node(name)));
    await this.#until(`${name} ${what}`, seen, { patience, seen: () => JSON.stringify(node) });
    return node;
  }

  async #until(
    what: string,
    isSo: () => Promise<boolean>,
    { patience = PATIENCE, seen = (): string => '' } = {},
  ): Promise<void> {
    const begin = performance.now();
    while (!(await isSo())) {
      const waited = performance.now() - begin;
      if (waited > patience) throw new Error(`waited for: ${what}; ${seen()}`);
      const pause = Math.min(POLL.first + waited / 20, POLL.longest);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async act(node: string, action: PowerAction): Promise<void> {
    await this.finished(
      changed.parse(await this.call('POST', `/nodes/${node}/actions`, { action })).operation.id,
    );
  }

  async delete(node: string): Promise<void> {
    await this.finished(changed.parse(await this.call('DELETE', `/nodes/${node}`)).operation.id);
  }

  /** What a test that failed has left. */
  async deleteAll(): Promise<void> {
    const { nodes } = nodeList.parse(await this.call('GET', '/nodes'));
    await Promise.all(nodes.map(({ id }) => this.delete(id)));
  }
}
