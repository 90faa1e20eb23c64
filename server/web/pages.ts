import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Node } from '../../lib/contract/node.ts';
import { contentPolicy } from './content-policy.ts';
import { fetchedAhead } from './fetched-ahead.ts';
import { addFirstDomains, type ListDomains } from './first-domains.ts';
import { addFirstNodes } from './first-nodes.ts';
import { staticFiles } from './static-files.ts';

/** Lists whose first rows are in their pages: what whoever asks may see of them. */
export interface FirstLists {
  readonly nodes: () => Promise<readonly Node[]>;
  readonly domains: ListDomains;
}

/** The pages of the console: everything that is not the API. */
export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse, first: FirstLists): void;
  /** The sockets that reload pages while somebody works on them. */
  readonly upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;
  close(): Promise<void>;
}

export interface PagesOptions {
  /** Where the pages were built, or are built on demand in development. */
  readonly directory: string;
  readonly development: boolean;
  readonly hostname: string;
  readonly port: number;
  readonly logger: Logger;
}

/** What is used of Next. Its own types would bring their globals to every file of the server. */
interface NextApp {
  prepare(): Promise<void>;
  getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  close(): Promise<void>;
}
type CreateNext = (options: {
  readonly dev: boolean;
  readonly dir: string;
  readonly hostname: string;
  readonly port: number;
  readonly httpServer: Server;
}) => NextApp;

function nextFactory(): CreateNext {
  const loaded: unknown = createRequire(import.meta.url)('next');
  const isFactory = (value: unknown): value is CreateNext => typeof value === 'function';
  if (isFactory(loaded)) return loaded;
  throw new Error('next is not what this version of the console expects');
}

export async function openPages({
  directory,
  development,
  hostname,
  port,
  logger,
}: PagesOptions): Promise<Pages> {
  // Next puts its own `upgrade` listener on the server it is given and closes what it does not know. This one never
  // listens: it gets only the upgrades that are handed to it.
  const carrier = createServer();
  // A console of one's own tells nobody that it runs.
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  const app = nextFactory()({ dev: development, dir: directory, hostname, port, httpServer: carrier });
  await app.prepare();
  const answer = app.getRequestHandler();
  // Without a build, which development has none of, there is nothing compressed.
  const answerStatic = development ? () => false : staticFiles(path.join(directory, '.next/static'));
  return {
    handle(request, response, { nodes, domains }) {
      if (answerStatic(request, response)) return;
      const policy = contentPolicy(randomBytes(16).toString('base64'), development);
      // Next takes the nonce for its scripts from the request; what a client wrote there is replaced.
      request.headers['content-security-policy'] = policy;
      response.setHeader('content-security-policy', policy);
      const ahead = fetchedAhead(request);
      if (ahead !== undefined) response.setHeader('link', ahead);
      const answered = Promise.all([addFirstNodes(request, nodes), addFirstDomains(request, domains)]).then(
        () => answer(request, response),
      );
      answered.catch((error: unknown) => {
        // A reader that has gone is no failure.
        if (!request.socket.destroyed) logger.error({ err: error }, 'a page failed');
        response.destroy();
      });
    },
    upgrade: development
      ? (request, socket, head) => {
          carrier.emit('upgrade', request, socket, head);
        }
      : undefined,
    async close() {
      await app.close();
      carrier.removeAllListeners();
    },
  };
}
