import type { Duplex } from 'node:stream';
import { DomainConsoleFlags } from 'node-libvirt';
import type { HostConsoles, SerialLogPart } from './api.ts';
import type { Domains } from '../domains/domains.ts';
import { Limit } from '../../locks/limit.ts';
import { serialLogVolume } from '../names.ts';
import type { Storage } from '../storage/storage.ts';
import { serialRefusal } from './serial-refusal.ts';
import type { Reach } from './reach.ts';
import { screenshot } from './screenshot.ts';
import { openVnc } from './vnc.ts';

/**
 * Each open port is a connection of its own, by SSH a login: an sshd that is not configured otherwise refuses some as soon as
 * more than ten are under way (MaxStartups), such as when a host with many nodes comes back.
 */
const LOGINS = 6;

/** Serial ports and screens of a host's domains. */
export class Consoles implements HostConsoles {
  readonly #domains: Domains;
  readonly #storage: Storage;
  readonly #isLocal: boolean;
  readonly #reach: Reach;
  readonly #logins: Limit;

  constructor(domains: Domains, storage: Storage, isLocal: boolean, reach: Reach) {
    this.#domains = domains;
    this.#storage = storage;
    this.#isLocal = isLocal;
    this.#logins = new Limit(isLocal ? Infinity : LOGINS);
    this.#reach = reach;
  }

  /** Disconnects the port's current reader: an earlier one of ours whose end the daemon has not yet noticed. */
  async openSerial(uuid: string, port: number): Promise<Duplex> {
    try {
      return await this.#logins.run(() =>
        this.#domains.use(uuid, `opening serial port ${port} of`, (domain) =>
          domain.openConsole(`serial${port}`, DomainConsoleFlags.FORCE),
        ),
      );
    } catch (error) {
      throw await serialRefusal(error, this.#isLocal);
    }
  }

  async readSerialLog(
    { uuid, name }: { readonly uuid: string; readonly name: string },
    port: number,
    from: number,
    known: Buffer = Buffer.alloc(0),
  ): Promise<SerialLogPart> {
    const path =
      (await this.#domains.serialLogPath(uuid, port)) ??
      (await this.#storage.volumePath(serialLogVolume(name, port)));
    return this.#storage.readSerialLog(path, { from, known });
  }

  async openVnc(uuid: string): Promise<Duplex> {
    return this.#domains.use(uuid, 'opening the screen of', (domain) => openVnc(domain, this.#reach));
  }

  screenshot(uuid: string): Promise<Buffer> {
    return this.#domains.use(uuid, 'taking a picture of', screenshot);
  }
}
