import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** By method and path, such as `GET /v1/orchestrator`. */
export type Handlers = Readonly<Record<string, Handler>>;

export const STAND_IN = { cluster: 'edge.test', project: 'demo' } as const;
const PROJECT = `/v1/projects/${STAND_IN.project}`;
/** Firmware has no elliptic curves. */
const FIRMWARE_TLS = { ciphers: 'DEFAULT:AES256-GCM-SHA384', dhparam: 'auto' } as const;
const PROGRAM = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100_000)]);

export const json =
  (value: unknown, status = 200): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

const GOOD: Handlers = {
  'POST /realms/master/protocol/openid-connect/token': json({ access_token: 'token', expires_in: 3600 }),
  'GET /v1/orchestrator': json({
    'schema-version': '1.0',
    orchestrator: {
      version: '2026.1.0',
      features: { 'edge-infrastructure-manager': { installed: true, provisioning: { installed: true } } },
    },
  }),
  [`GET ${PROJECT}`]: json({ spec: {} }),
  [`GET ${PROJECT}/compute/hosts`]: json({ hosts: [], totalElements: 3, hasNext: false }),
  [`GET ${PROJECT}/compute/os`]: json({
    OperatingSystemResources: [{ resourceId: 'os-00000001', name: 'Ubuntu 24.04', profileName: 'ubuntu' }],
  }),
  [`GET ${PROJECT}/providers`]: json({
    providers: [
      {
        ...{ resourceId: 'provider-00000001', name: 'infra_onboarding' },
        config: JSON.stringify({ autoProvision: true, defaultOs: 'os-00000001' }),
      },
    ],
  }),
  'GET /tink-stack/signed_ipxe.efi': (_, response) => {
    response.writeHead(206, { 'content-range': `bytes 0-1/${PROGRAM.length}` }).end(PROGRAM.subarray(0, 2));
  },
};

interface StandInOptions {
  /** By default, there is one that firmware has too. */
  readonly ciphers?: string;
  readonly listen?: string;
}

/** An HTTPS server that answers like an orchestrator, except where a test sets its own handlers. */
export class StandIn implements AsyncDisposable {
  readonly port: number;
  /** PEM of the CA that signed its certificate. */
  readonly authority: string;
  handlers: Handlers = {};
  readonly #close: () => Promise<void>;

  private constructor(port: number, authority: string, close: () => Promise<void>) {
    this.port = port;
    this.authority = authority;
    this.#close = close;
  }

  static async start({ ciphers, listen = '127.0.0.1' }: StandInOptions = {}): Promise<StandIn> {
    const directory = await mkdtemp(join(tmpdir(), 'ven-stand-in-'));
    const { authority, certificate, key } = await certificates(directory);
    await rm(directory, { recursive: true });
    const standIn: { made?: StandIn } = {};
    const answer: RequestListener = (request, response) => {
      const [path = ''] = (request.url ?? '').split('?');
      const what = `${request.method ?? ''} ${path}`;
      const handler = standIn.made?.handlers[what] ?? GOOD[what];
      if (handler === undefined) json({ message: 'Not Found' }, 404)(request, response);
      else handler(request, response);
    };
    const tls = ciphers === undefined ? FIRMWARE_TLS : { ciphers };
    const server = createServer({ cert: certificate, key, ...tls }, answer).listen(0, listen);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it has no port');
    standIn.made = new StandIn(address.port, authority, async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return standIn.made;
  }

  url(label: string): string {
    return `https://${label}.${STAND_IN.cluster}:${this.port}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

/** A CA, and a certificate of it for every name below the cluster's domain. */
async function certificates(directory: string) {
  const at = (name: string) => join(directory, name);
  const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '100'];
  const openssl = (...args: string[]) => run('openssl', args);
  await openssl(
    'req',
    '-x509',
    ...key,
    '-subj',
    '/CN=Stand-in CA',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  );
  await openssl(
    ...[
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=stand-in',
      '-keyout',
      at('server.key'),
      '-out',
      at('server.crt'),
    ],
    ...['-CA', at('ca.crt'), '-CAkey', at('ca.key')],
    ...[
      '-addext',
      `subjectAltName=DNS:*.${STAND_IN.cluster}`,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
    ],
  );
  const [authority, own, secret] = await Promise.all(
    ['ca.crt', 'server.crt', 'server.key'].map((name) => readFile(at(name), 'utf8')),
  );
  // The CA goes with it, as an operator installs it.
  return { authority: authority ?? '', certificate: `${own ?? ''}${authority ?? ''}`, key: secret ?? '' };
}
