import { once } from 'node:events';
import { lookup, Resolver } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { type Agent, type request } from 'undici';
import { type NodeHosts } from '../../../lib/domain/orchestrator-services.ts';
import { beginning, mediaType, wholeSize } from '../body.ts';
import { type Peeked } from '../exchange.ts';
import { reasonOf } from '../failures.ts';
import { chainOutcome, notTls } from './certificates.ts';
import { handshake } from './chain.ts';
import { failed, ok, type Outcome, skipped } from './steps.ts';

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

/** Looks at a boot URL. Close it afterwards. */
export class BootUrl {
  readonly options: BootUrlOptions;
  readonly #addresses = new Map<string, string>();
  #client: Promise<{ readonly request: typeof request; readonly agent: Agent }> | undefined;

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
  async peek(url: URL, bytes?: number): Promise<Peeked & { readonly location: string }> {
    const client = await (this.#client ??= this.#open());
    const response = await client.request(url, {
      ...{ method: bytes === undefined ? 'HEAD' : 'GET', dispatcher: client.agent, signal: this.signal() },
      ...(bytes === undefined ? {} : { headers: { range: `bytes=0-${bytes - 1}` } }),
    });
    const { statusCode: status, headers, body } = response;
    const head = await beginning(body, bytes ?? 0);
    const location = String(headers.location ?? '');
    return { status, type: mediaType(headers), size: wholeSize(status, headers), head, location };
  }

  signal(): AbortSignal {
    return AbortSignal.any([this.options.signal, AbortSignal.timeout(ANSWER_MS)]);
  }

  async close(): Promise<void> {
    await (await this.#client?.catch(() => undefined))?.agent.destroy();
  }

  async #open() {
    const { Agent, request } = await import('undici');
    const { authority, gateway } = this.options;
    const agent = new Agent({
      connect: {
        ...(authority === null ? {} : { ca: authority }),
        ...(gateway === null ? {} : { localAddress: gateway }),
        lookup: (name, _options, callback) => {
          this.resolve(name).then(
            (address) => callback(null, [{ address, family: isIP(address) }]),
            (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), []),
          );
        },
      },
    });
    return { request, agent };
  }
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
      gateway === null && boot.entryFor(host) !== undefined ? 'host entry' : `from ${askedOf(gateway)}`;
    return ok(`${host} is ${address} (${source}).`);
  } catch (error) {
    const [code] = reasonOf(error);
    return failed(
      code === 'ETIMEOUT' || code === 'ECONNREFUSED'
        ? `${capital(askedOf(gateway))} does not answer (${code}).`
        : `${capital(askedOf(gateway))} does not know ${host}.`,
      'Add a host entry with its address to the orchestrator, or make the name known to the name server.',
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
        )
      : failed(
          `${targetOf(url)} does not accept a connection${from}: ${message}.`,
          'Check the address, the route from the nodes’ network, and that a firewall lets it through.',
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
    );
  }
  const socket = await boot.connect(url);
  try {
    const chain = await handshake(socket, { host: hostOf(url), authority, signal: boot.signal() });
    return chainOutcome(chain, hostOf(url), targetOf(url));
  } catch (error) {
    return notTls(targetOf(url), error);
  } finally {
    socket.destroy();
  }
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
