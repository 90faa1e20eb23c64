import { type Duplex } from 'node:stream';
import { type Connection, type Domain, DomainConsoleFlags, type StoragePool } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type DomainResources, type DomainFacts, type DomainHardware, type DomainModel } from '../api.ts';
import { type ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { serialRefusal } from '../consoles/serial-refusal.ts';
import { openVnc } from '../consoles/vnc.ts';
import { renewVncPassword } from '../consoles/vnc-password.ts';
import { isOfInstallation } from '../names.ts';
import { SharedRead } from '../shared-read.ts';
import { readDefinitions } from './definitions.ts';
import { resourcesOf } from './resources.ts';
import { ensureDomain, removeDomain, switchOff } from './definition.ts';
import { hardwareOf } from './hardware.ts';
import { domainFacts, findDomain, findDomainNamed, listDomains } from './inventory.ts';
import { removeLogFiles } from './log-files.ts';
import { serialLogPath } from './serial-log-path.ts';
import { powerOnOf } from './power-on.ts';
import { pause, resume, startPaused } from './power.ts';

/** The domains of a host, by uuid: what can be asked of them and done to them. */
export class Domains {
  readonly #connection: ReconnectingConnection;
  readonly #installation: string;
  readonly #isLocal: boolean;
  readonly #definitions;
  /** Of serial ports, by uuid and port, as the domain ran when it was last looked at. */
  readonly #logs = new Map<string, string>();

  /** `freshPool` gives the installation's pool, which knows what is in its folder now; null if there is none. */
  constructor(
    connection: ReconnectingConnection,
    installation: string,
    isLocal: boolean,
    freshPool: () => Promise<StoragePool | null>,
  ) {
    this.#connection = connection;
    this.#definitions = new SharedRead(() =>
      connection.use('reading the definitions on the host', async (open) =>
        readDefinitions(open, await freshPool()),
      ),
    );
    this.#installation = installation;
    this.#isLocal = isLocal;
  }

  list(): Promise<DomainFacts[]> {
    return this.#connection.use('listing domains', listDomains);
  }

  facts(uuid: string): Promise<DomainFacts | null> {
    return this.#connection.use(`looking up domain ${uuid}`, async (connection) => {
      const domain = await findDomain(connection, uuid);
      return domain === null ? null : domainFacts(domain);
    });
  }

  powerOn(uuid: string): Promise<string | null> {
    return this.#connection.use(`looking up domain ${uuid}`, async (connection) => {
      const domain = await findDomain(connection, uuid);
      return domain === null ? null : powerOnOf(domain);
    });
  }

  factsNamed(name: string): Promise<DomainFacts | null> {
    return this.#connection.use(`looking up domain ${name}`, async (connection) => {
      const domain = await findDomainNamed(connection, name);
      return domain === null ? null : domainFacts(domain);
    });
  }

  xml(uuid: string): Promise<string> {
    return this.#on(uuid, 'describing', (domain) => domain.getXMLDesc());
  }

  /** As it runs, or ran: its name, and what it will start with, may be others by now. Null if that is not known. */
  serialLogPath(uuid: string, port: number): Promise<string | null> {
    return this.#connection.use(`looking up domain ${uuid}`, async (connection) => {
      const domain = await findDomain(connection, uuid);
      const key = `${uuid} ${port}`;
      const isOff = domain === null || domain.id < 0;
      const path = (isOff && this.#logs.get(key)) || (domain && (await serialLogPath(domain, port)));
      if (!isOff && path !== null) this.#logs.set(key, path);
      return path;
    });
  }

  hardware(uuid: string): Promise<DomainHardware> {
    return this.#on(uuid, 'describing', hardwareOf);
  }

  resources(uuid: string): Promise<DomainResources> {
    return this.#connection.use("looking for what is the node's", async (connection) =>
      resourcesOf(connection, uuid, await this.#definitions.fresh(), this.#isLocal),
    );
  }

  ensure(model: DomainModel, using: (connection: Connection, work: () => Promise<void>) => Promise<void>) {
    return this.#connection.use(`defining ${model.name}`, (connection) =>
      using(connection, () => ensureDomain(connection, model)),
    );
  }

  startPaused(uuid: string): Promise<void> {
    return this.#on(uuid, 'starting', async (domain) => {
      if (await startPaused(domain)) await renewVncPassword(domain);
    });
  }

  resume(uuid: string): Promise<void> {
    return this.#on(uuid, 'resuming', resume);
  }

  pause(uuid: string): Promise<void> {
    return this.#on(uuid, 'pausing', pause);
  }

  shutdown(uuid: string): Promise<void> {
    return this.#on(uuid, 'shutting down', (domain) => domain.shutdown());
  }

  reboot(uuid: string): Promise<void> {
    return this.#on(uuid, 'rebooting', (domain) => domain.reboot());
  }

  reset(uuid: string): Promise<void> {
    return this.#on(uuid, 'resetting', (domain) => domain.reset());
  }

  destroy(uuid: string): Promise<void> {
    return this.#ifThere(uuid, 'switching off', switchOff);
  }

  remove(uuid: string): Promise<void> {
    return this.#ifThere(uuid, 'removing', async (domain) => {
      await removeDomain(domain);
      for (const port of [0, 1]) this.#logs.delete(`${uuid} ${port}`);
      if (this.#isLocal) await removeLogFiles(domain.name);
    });
  }

  /** Whoever has the port open is thrown out: a reader of ours that the daemon has not noticed to be dead. */
  async openSerial(uuid: string, port: number): Promise<Duplex> {
    try {
      return await this.#on(uuid, `opening serial port ${port} of`, (domain) =>
        domain.openConsole(`serial${port}`, DomainConsoleFlags.FORCE),
      );
    } catch (error) {
      throw await serialRefusal(error, this.#isLocal);
    }
  }

  openVnc(uuid: string): Promise<Duplex> {
    if (!this.#isLocal) {
      return Promise.reject(
        new ConsoleError('host-refused', 'the screens of nodes on other hosts cannot be reached yet', {
          fix: 'Use the serial console.',
        }),
      );
    }
    return this.#on(uuid, 'opening the screen of', openVnc);
  }

  /** Ours by their metadata, or, like a probe that was cut short, by their name. */
  async leftovers(): Promise<string[]> {
    return (await this.list())
      .filter(
        ({ name, metadata }) =>
          metadata?.installation === this.#installation || isOfInstallation(name, this.#installation),
      )
      .map(({ name }) => name)
      .sort();
  }

  #on<Result>(uuid: string, doing: string, work: (domain: Domain) => Promise<Result>): Promise<Result> {
    return this.#connection.use(`${doing} the node's domain`, async (connection) =>
      work(await connection.domainLookupByUUID(uuid)),
    );
  }

  #ifThere(uuid: string, doing: string, work: (domain: Domain) => Promise<void>): Promise<void> {
    return this.#connection.use(`${doing} the node's domain`, async (connection) => {
      const domain = await findDomain(connection, uuid);
      if (domain !== null) await work(domain);
    });
  }
}
