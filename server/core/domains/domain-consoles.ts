import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { Core, OpenLog } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import { MemoryLog } from './memory-log.ts';
import { parseDomainAddress } from '../../../lib/domain/names.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';

/** How long a port stays open without a viewer: a page that is reloaded finds its output again. */
const LINGER_MS = 10_000;

interface OpenPort {
  readonly number: number;
  readonly log: MemoryLog;
  readonly stream: Duplex;
  closing: NodeJS.Timeout | undefined;
}

/**
 * Serial ports and screens of domains that are not nodes, opened for their viewers and closed after the last one, so that
 * virsh and others can have them. A power-on, as the console has seen them, counts as a boot.
 */
export class DomainConsoles {
  readonly #context: Pick<Context, 'hosts'> & { readonly logger: Pick<Logger, 'debug'> };
  readonly #domains: Pick<Core['domains'], 'atAddress'>;
  readonly #ports = new Map<string, OpenPort>();
  /** Boots so far, by address and port. */
  readonly #boots = new Map<string, number>();
  readonly #opening = new KeyedMutex();

  constructor(
    context: Pick<Context, 'hosts'> & { readonly logger: Pick<Logger, 'debug'> },
    domains: Pick<Core['domains'], 'atAddress'>,
  ) {
    this.#context = context;
    this.#domains = domains;
  }

  /** Throws `not-found` while the domain is off, and for an earlier boot. */
  open(address: string, port: number, boot?: number): Promise<OpenLog> {
    const key = `${address} ${port}`;
    return this.#opening.run(key, async () => {
      const present = this.#ports.get(key);
      if (present !== undefined && (present.log.live || boot === present.number))
        return { boot: present.number, log: present.log };
      const last = this.#count(key);
      if (boot !== undefined && boot <= last)
        throw new ConsoleError('not-found', 'The output of earlier boots is not kept for it.');
      const opened = await this.#open(address, port, key, boot ?? last + 1);
      return { boot: opened.number, log: opened.log };
    });
  }

  /** Called with the number of a boot that may be opened now. */
  onBoot(address: string, listener: (boot: number) => void): () => void {
    const parsed = parseDomainAddress(address);
    const host = parsed === null ? undefined : this.#context.hosts.get(parsed.host);
    if (parsed === null || host === undefined) return () => undefined;
    const begun = () => listener(this.#last(address) + 1);
    const stop = [
      host.onDomain(({ uuid, lifecycle }) => {
        if (uuid === parsed.domain && lifecycle === 'started') begun();
      }),
      // The daemon's connections broke, and with them the open ports.
      host.onConnected(begun),
    ];
    return () => {
      for (const each of stop) each();
    };
  }

  write(address: string, port: number, text: string): void {
    const open = this.#ports.get(`${address} ${port}`);
    if (open?.log.live === true) open.stream.write(text);
    else throw new ConsoleError('conflict', 'The serial port is not open.', { fix: 'Start the domain.' });
  }

  async vnc(address: string): Promise<Duplex> {
    const { host, uuid } = await this.#domains.atAddress(address);
    return hostNamed(this.#context, host).consoles.openVnc(uuid);
  }

  close(): void {
    for (const [key, { stream, closing }] of this.#ports) {
      clearTimeout(closing);
      this.#ports.delete(key);
      stream.destroy();
    }
  }

  /** Of any of its ports. */
  #last(address: string): number {
    const ofIt = [...this.#boots].filter(([key]) => key.startsWith(`${address} `));
    return Math.max(0, ...ofIt.map(([, boots]) => boots));
  }

  #count(key: string): number {
    return this.#boots.get(key) ?? 0;
  }

  async #open(address: string, port: number, key: string, number: number): Promise<OpenPort> {
    const { host, uuid, name, state } = await this.#domains.atAddress(address);
    if (!isOn(state)) throw new ConsoleError('not-found', `${name} is ${state}.`, { fix: 'Start it.' });
    const stream = await hostNamed(this.#context, host).anyDomains.openSerial(uuid, port);
    const log = new MemoryLog(port, (watchers) => this.#watched(key, opened, watchers));
    const opened: OpenPort = { number, log, stream, closing: undefined };
    stream.on('data', (bytes: Buffer) => log.append(bytes));
    stream.on('error', (error) => this.#context.logger.debug({ err: error, key }, 'a serial port was lost'));
    stream.once('close', () => log.end());
    this.#boots.set(key, number);
    this.#ports.set(key, opened);
    // For a viewer that leaves before it watches.
    this.#watched(key, opened, 0);
    return opened;
  }

  #watched(key: string, port: OpenPort, watchers: number): void {
    clearTimeout(port.closing);
    if (watchers > 0) return;
    port.closing = setTimeout(() => {
      if (this.#ports.get(key) === port) {
        this.#ports.delete(key);
        // The next viewer opens it in the same boot.
        if (port.log.live) this.#boots.set(key, port.number - 1);
      }
      port.stream.destroy();
    }, LINGER_MS);
    port.closing.unref();
  }
}
