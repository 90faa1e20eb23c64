import { type Connection } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Acceleration } from '../../../lib/contract/host.ts';
import { type LastingConnection } from '../connection/lasting-connection.ts';
import { findFirmware } from '../firmware/find.ts';
import { proveKvm, type Verdict } from './probe.ts';
import { recall, remember, type SettingsStore } from './remembered.ts';

interface ProbedHost {
  readonly name: string;
  readonly installation: string;
  readonly isLocal: boolean;
  readonly settings: SettingsStore | undefined;
}

/** Finds out once how nodes are to run on a host; whoever asks meanwhile waits for the same answer. */
export class AccelerationFinder {
  readonly #connection: LastingConnection;
  readonly #host: ProbedHost;
  readonly #closing = new AbortController();
  #answer: Promise<Acceleration> | undefined;

  constructor(connection: LastingConnection, host: ProbedHost) {
    this.#connection = connection;
    this.#host = host;
  }

  get(): Promise<Acceleration> {
    this.#answer ??= this.#find().catch((error: unknown) => {
      // The next one who asks has it tried again.
      this.#answer = undefined;
      throw error;
    });
    return this.#answer;
  }

  /** Resolves when a probe that goes on has removed its guest. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#answer?.catch(() => undefined);
  }

  #find(): Promise<Acceleration> {
    const { name, settings } = this.#host;
    return this.#connection.use('probing for KVM', async (connection) => {
      const of = await identity(connection);
      const key = `acceleration:${name}`;
      const known = await recall(settings, key, of);
      if (known !== null) return known;
      const acceleration = { ...(await this.#probe(connection)), checkedAt: new Date().toISOString() };
      await remember(settings, key, { of, acceleration });
      return acceleration;
    });
  }

  async #probe(connection: Connection): Promise<Verdict> {
    const { installation, isLocal } = this.#host;
    try {
      const firmware = await findFirmware(connection, isLocal);
      return await proveKvm(connection, installation, { firmware, signal: this.#closing.signal });
    } catch (error) {
      if (error instanceof ConsoleError && error.code === 'no-firmware') {
        return { kind: 'tcg', reason: 'KVM could not be tried, because the host has no UEFI firmware' };
      }
      throw error;
    }
  }
}

/** When one of these is another, the answer may be. */
async function identity(connection: Connection): Promise<string> {
  const [hostname, libvirt, qemu] = await Promise.all([
    connection.getHostname(),
    connection.getLibVersion(),
    connection.getVersion(),
  ]);
  return `${hostname} libvirt ${libvirt} qemu ${qemu}`;
}
