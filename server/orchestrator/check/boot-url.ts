import { once } from 'node:events';
import { lookup, Resolver } from 'node:dns/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import type { NodeHosts } from '../../../lib/domain/orchestrator-services.ts';
import { beginning, mediaType, wholeSize } from '../body.ts';
import type { Peeked } from '../exchange.ts';
import { reasonOf } from '../failures.ts';
import { chainOutcome, notTls } from './certificates.ts';
import { handshake } from './chain.ts';
import { failed, ok, type Outcome, skipped, warning } from './steps.ts';

/** What firmware boots from, and what it knows when it does. */
export interface BootUrlOptions {
  readonly url: string;
  /** PEM of the CAs that the firmware trusts; null: it trusts none. */
  readonly authority: string | null;
  /** Names that the name server of the nodes' network has entries for. */
  readonly names: readonly NodeHosts[];
  /**
   * This machine's address in the nodes' network. Connections come from it, and its name server is asked, so that
   * everything is seen as a node sees it. Null: this machine's own routes and name service.
   */
  readonly gateway: string | null;
  readonly signal: AbortSignal;
}

const ANSWER_MS = 8_000;

/** Looks at a boot URL. */
export class BootUrl {
  readonly options: BootUrlOptions;
  readonly #addresses = new Map<string, string>();

  constructor(options: BootUrlOptions) {
    this.options = options;
  }

  /** Rejects if the name does not resolve. */
  async resolve(host: string): Promise<string> {
    const address = this.#addresses.get(host) ?? (await this.#addressOf(host));
    this.#addresses.set(host, address);
    return address;
  }

  entryFor(host: string): NodeHosts | undefined {
    return this.options.names.find(({ names }) => names.includes(host.toLowerCase()));
  }

  async #addressOf(host: string): Promise<string> {
    if (isIP(host) !== 0) return host;
    const { gateway } = this.options;
    if (gateway === null) {
      const entry = this.entryFor(host);
      return entry === undefined ? (await lookup(host)).address : entry.address;
    }
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    resolver.setServers([gateway]);
    const [address = ''] = await resolver.resolve4(host);
    return address;
  }

  /** A TCP connection to the server of the URL. */
  async connect(url: URL): Promise<Socket> {
    const { gateway } = this.options;
    const socket = connect({
      ...{ host: await this.resolve(hostOf(url)), port: portOf(url) },
      ...(gateway === null ? {} : { localAddress: gateway }),
    });
    try {
      await once(socket, 'connect', { signal: this.signal() });
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** The answer to HEAD without `bytes`, else the first bytes of the file. */
  async peek(url: URL, bytes?: number): Promise<BootFile> {
    const { authority } = this.options;
    const asked = (url.protocol === 'https:' ? secureRequest : request)(url, {
      ...{ method: bytes === undefined ? 'HEAD' : 'GET', signal: this.signal(), agent: this.#agentFor(url) },
      ...(bytes === undefined ? {} : { headers: { range: `bytes=0-${bytes - 1}` } }),
      ...(authority === null ? {} : { ca: authority }),
    });
    const answered = answerOf(asked);
    asked.end();
    const response = await answered;
    const { statusCode: status = 0, headers } = response;
    const head = bytes === undefined ? Buffer.alloc(0) : await beginning(response, bytes);
    response.destroy();
    const location = headers.location ?? '';
    const closes = headers.connection?.toLowerCase() === 'close';
    return { status, type: mediaType(headers), size: wholeSize(status, headers), head, location, closes };
  }

  signal(): AbortSignal {
    return AbortSignal.any([this.options.signal, AbortSignal.timeout(ANSWER_MS)]);
  }

  /** Like firmware, it asks to keep the connection. */
  #agentFor({ protocol }: URL): Agent {
    const { gateway } = this.options;
    return new (protocol === 'https:' ? SecureAgent : Agent)({
      ...{ keepAlive: true, maxSockets: 1, maxFreeSockets: 0 },
      ...(gateway === null ? {} : { localAddress: gateway }),
      lookup: (name, options, callback) => {
        this.resolve(name).then(
          (address) => {
            const family = isIP(address);
            if (options.all === true) callback(null, [{ address, family }]);
            else callback(null, address, family);
          },
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
        );
      },
    });
  }
}

interface BootFile extends Peeked {
  /** Where a redirection leads to; else empty. */
  readonly location: string;
  /** The server ends the connection after this answer. */
  readonly closes: boolean;
}

function answerOf(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('response', resolve);
    // Also after the answer: what breaks then is nobody's error any more.
    asked.on('error', reject);
  });
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);
const targetOf = (url: URL): string => `${hostOf(url)}:${portOf(url)}`;

/** How the address of a person's next step is called. */
const askedOf = (gateway: string | null): string =>
  gateway === null ? 'this machine’s name service' : `the name server of the nodes’ network (${gateway})`;

export async function checkName(boot: BootUrl, address: string): Promise<Outcome> {
  const host = hostOf(new URL(address));
  const { gateway } = boot.options;
  if (isIP(host) !== 0) return ok(`${host} is an address; no name is needed.`);
  try {
    const address = await boot.resolve(host);
    const source =
      gateway === null && boot.entryFor(host) !== undefined ? 'by a host entry' : `from ${askedOf(gateway)}`;
    return ok(`${host} is ${address}, ${source}.`);
  } catch (error) {
    const [code] = reasonOf(error);
    return failed(
      code === 'ETIMEOUT' || code === 'ECONNREFUSED'
        ? `${capital(askedOf(gateway))} does not answer (${code}).`
        : `${capital(askedOf(gateway))} does not know ${host}.`,
      'Add a host entry with its address to the orchestrator, or make the name known to the name server.',
      'name-unknown',
    );
  }
}

export async function checkConnection(boot: BootUrl, address: string): Promise<Outcome> {
  const url = new URL(address);
  const { gateway } = boot.options;
  const from = gateway === null ? '' : `, reached from ${gateway}`;
  try {
    (await boot.connect(url)).destroy();
    return ok(`${targetOf(url)} accepts connections${from}.`);
  } catch (error) {
    const [code, message] = reasonOf(error);
    return code === 'ECONNREFUSED'
      ? failed(
          `Nothing listens at ${targetOf(url)}${from}.`,
          'Check the port, and that the boot server runs.',
          'server-unreachable',
        )
      : failed(
          `${targetOf(url)} does not accept a connection${from}: ${message}.`,
          'Check the address, the route from the nodes’ network, and that a firewall lets it through.',
          'server-unreachable',
        );
  }
}

/** The chain that the server presents, verified against the CAs of the firmware. */
export async function checkCertificate(boot: BootUrl): Promise<Outcome> {
  const url = new URL(boot.options.url);
  const { authority } = boot.options;
  if (url.protocol === 'http:') return skipped('plain HTTP has no certificate');
  if (authority === null) {
    return failed(
      'The firmware trusts no CA, so it refuses every HTTPS server.',
      'Give the orchestrator the CA that signed the certificate of its boot server.',
      'certificate-authority',
    );
  }
  const socket = await boot.connect(url);
  try {
    const chain = await handshake(socket, { host: hostOf(url), authority, signal: boot.signal() });
    const outcome = chainOutcome(chain, hostOf(url), targetOf(url));
    return outcome.state === 'ok' ? ((await checkCiphers(boot, url, authority)) ?? outcome) : outcome;
  } catch (error) {
    return notTls(targetOf(url), error);
  } finally {
    socket.destroy();
  }
}

/** The key exchanges of edk2's TLS in the distributions: no elliptic curves, and not beyond TLS 1.2. */
const FIRMWARE_TLS = { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA:kRSA:!aNULL:!eNULL' } as const;

/** A server that a browser can talk to may have no cipher in common with firmware. Null: it has one. */
async function checkCiphers(boot: BootUrl, url: URL, authority: string): Promise<Outcome | null> {
  const socket = await boot.connect(url);
  try {
    await handshake(socket, { host: hostOf(url), authority, signal: boot.signal(), ...FIRMWARE_TLS });
    return null;
  } catch (error) {
    return warning(
      `${targetOf(url)} offers no TLS 1.2 cipher that most OVMF firmware has (DHE-RSA or RSA key exchange): ${reasonOf(error)[1]}.`,
      'Enable one of them at the boot server, such as DHE-RSA-AES256-GCM-SHA384 with Diffie-Hellman parameters, or AES256-GCM-SHA384.',
      'certificate-ciphers',
    );
  } finally {
    socket.destroy();
  }
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
