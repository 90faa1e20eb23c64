import type { Domain } from 'node-libvirt';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import type {
  Annotations,
  DomainFacts,
  DomainHardware,
  DomainModel,
  DomainResources,
  HardwareChange,
  HostDomains,
  ListedDomain,
  ScreenPlace,
} from './api.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { renewVncPassword } from '../consoles/vnc-password.ts';
import { imageVolume, isOfInstallation } from '../names.ts';
import type { Networks } from '../networks/networks.ts';
import type { Storage } from '../storage/storage.ts';
import { SharedRead } from '../../locks/shared-read.ts';
import { readDefinitions } from './definitions.ts';
import { resourcesOf } from './resources.ts';
import { ensureDomain, moveScreenToStream, removeDomain, switchOff } from './definition.ts';
import { configurationOf, growDisk, reconfigure } from './configuration.ts';
import { annotate, rename } from './edits.ts';
import { hardwareOf } from './hardware.ts';
import { describeOthers, domainFacts, findDomain, findDomainNamed, listDomains } from './inventory.ts';
import { QEMU_LOGS, removeLogFiles } from './log-files.ts';
import { serialLogPath } from './serial-log-path.ts';
import type { StateFiles } from '../nvram/state-files.ts';
import type { HostTarget } from '../read-host.ts';
import { powerOnOf } from './power-on.ts';
import { pause, resume, startPaused } from './power.ts';

interface DomainParts {
  readonly networks: Networks;
  readonly storage: Storage;
  readonly files: StateFiles;
}

/** The domains of a host. */
export class Domains implements HostDomains {
  readonly #connection: ReconnectingConnection;
  readonly #networks: Networks;
  readonly #files: StateFiles;
  readonly #installation: string;
  readonly #isLocal: boolean;
  readonly #screenPlace: ScreenPlace;
  readonly #definitions;
  /** Log paths of serial ports, by uuid and port, as of the domain's last known run. */
  readonly #logs = new Map<string, string>();

  constructor(
    connection: ReconnectingConnection,
    { networks, storage, files }: DomainParts,
    { installation, isLocal }: Pick<HostTarget, 'installation' | 'isLocal'>,
    screenPlace: ScreenPlace,
  ) {
    this.#connection = connection;
    this.#networks = networks;
    this.#files = files;
    this.#installation = installation;
    this.#isLocal = isLocal;
    this.#screenPlace = screenPlace;
    this.#definitions = new SharedRead(() =>
      connection.use('reading the definitions on the host', async (open) =>
        readDefinitions(open, await storage.freshPool()),
      ),
    );
  }

  list(): Promise<ListedDomain[]> {
    return this.#connection.use('listing domains', listDomains);
  }

  others(known: ReadonlySet<string>): Promise<DomainFacts[]> {
    return this.#connection.use('reading the metadata of domains', (connection) =>
      describeOthers(connection, known),
    );
  }

  get(uuid: string): Promise<DomainFacts | null> {
    return this.#connection.use(`looking up domain ${uuid}`, async (connection) => {
      const domain = await findDomain(connection, uuid);
      return domain === null ? null : domainFacts(domain);
    });
  }

  powerOnId(uuid: string): Promise<string | null> {
    return this.#connection.use(`looking up domain ${uuid}`, async (connection) => {
      const domain = await findDomain(connection, uuid);
      return domain === null ? null : powerOnOf(domain);
    });
  }

  named(name: string): Promise<DomainFacts | null> {
    return this.#connection.use(`looking up domain ${name}`, async (connection) => {
      const domain = await findDomainNamed(connection, name);
      return domain === null ? null : domainFacts(domain);
    });
  }

  xml(uuid: string): Promise<string> {
    return this.use(uuid, 'describing', (domain) => domain.getXMLDesc());
  }

  /** The path in the current or last run; name and definition may have changed since. Null if unknown. */
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
    return this.use(uuid, 'describing', hardwareOf);
  }

  async qemuLog(name: string): Promise<string | null> {
    const path = `${QEMU_LOGS}/${name}.log`;
    const bytes = await this.#connection.use(`reading ${path}`, (connection) =>
      this.#files.read(connection, path),
    );
    return bytes?.toString('utf8') ?? null;
  }

  resources(uuid: string): Promise<DomainResources> {
    return this.#connection.use("looking for what is the node's", async (connection) =>
      resourcesOf(connection, uuid, await this.#definitions.fresh(), this.#isLocal),
    );
  }

  async usersOfImage(name: string): Promise<readonly string[]> {
    const { volumes, usersOf } = await this.#definitions.fresh();
    const volume = volumes.find((each) => each.name === imageVolume(name));
    return volume === undefined ? [] : [...new Set(usersOf(volume.path).map((user) => user.name))];
  }

  ensure(model: DomainModel): Promise<void> {
    return this.#connection.use(`defining ${model.name}`, (connection) =>
      model.attachment === 'bridge'
        ? ensureDomain(connection, model)
        : this.#networks.using(connection, model.network, () => ensureDomain(connection, model)),
    );
  }

  startPaused(uuid: string): Promise<void> {
    return this.#connection.use("starting the node's domain", async (connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      if (this.#screenPlace === 'stream') await moveScreenToStream(connection, domain);
      if (await startPaused(domain)) await renewVncPassword(domain);
    });
  }

  resume(uuid: string): Promise<void> {
    return this.use(uuid, 'resuming', resume);
  }

  pause(uuid: string): Promise<void> {
    return this.use(uuid, 'pausing', pause);
  }

  shutdown(uuid: string): Promise<void> {
    return this.use(uuid, 'shutting down', (domain) => domain.shutdown());
  }

  reboot(uuid: string): Promise<void> {
    return this.use(uuid, 'rebooting', (domain) => domain.reboot());
  }

  reset(uuid: string): Promise<void> {
    return this.use(uuid, 'resetting', (domain) => domain.reset());
  }

  annotate(uuid: string, annotations: Annotations): Promise<void> {
    return this.use(uuid, 'changing the metadata of', (domain) => annotate(domain, annotations));
  }

  configuration(uuid: string): Promise<NodeHardware> {
    const installation = this.#installation;
    return this.#connection.use("describing the node's domain", async (connection) =>
      configurationOf({ connection, installation }, await connection.domainLookupByUUID(uuid)),
    );
  }

  reconfigure(uuid: string, change: HardwareChange): Promise<void> {
    return this.#connection.use("changing the node's domain", async (connection) =>
      reconfigure(
        { connection, installation: this.#installation },
        await connection.domainLookupByUUID(uuid),
        change,
      ),
    );
  }

  growDisk(uuid: string, gibibytes: number): Promise<void> {
    return this.#connection.use("resizing the node's disk", async (connection) =>
      growDisk(connection, await connection.domainLookupByUUID(uuid), gibibytes),
    );
  }

  rename(uuid: string, name: string): Promise<void> {
    return this.use(uuid, 'renaming', (domain) => rename(domain, name));
  }

  setAutostart(uuid: string, autostart: boolean): Promise<void> {
    return this.use(uuid, 'changing', (domain) => domain.setAutostart(autostart));
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

  /** The console's domains, by metadata or, like an interrupted probe, by name. */
  async leftovers(): Promise<string[]> {
    return (await this.others(new Set()))
      .filter(
        ({ name, metadata }) =>
          metadata?.installation === this.#installation || isOfInstallation(name, this.#installation),
      )
      .map(({ name }) => name)
      .sort();
  }

  /** Rejects when the domain does not exist. `doing` is for error messages. */
  use<Result>(uuid: string, doing: string, work: (domain: Domain) => Promise<Result>): Promise<Result> {
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
