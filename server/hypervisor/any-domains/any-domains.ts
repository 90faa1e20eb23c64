import type { Duplex } from 'node:stream';
import {
  type Connection,
  type Domain,
  DomainMetadataType,
  DomainXMLFlags,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import type { DomainDeleted, DomainRemoval } from '../../../lib/contract/domain-removal.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainAction } from '../../../lib/contract/host-domain.ts';
import { SharedRead } from '../../locks/shared-read.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { serialRefusal } from '../consoles/serial-refusal.ts';
import type { NodeMetadata } from '../domains/api.ts';
import { bareMetadata, METADATA_NAMESPACE, METADATA_PREFIX } from '../xml/metadata.ts';
import { impactOf } from '../domains/edits.ts';
import { findDomain, findDomainNamed } from '../domains/inventory.ts';
import { act } from './act.ts';
import type { AnyDomain, AnyDomainDetail, AnyDomains, AnySnapshots } from './api.ts';
import type { HostTarget } from '../read-host.ts';
import { describe } from './describe.ts';
import { listAnyDomains, readAnyDomain } from './list.ts';
import { chosenDisks, deleteWithDisks, removalOf } from './removal.ts';
import { deleteSnapshot, listSnapshots, revertTo, snapshotDefinition, takeSnapshot } from './snapshots.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Target = Pick<HostTarget, 'isLocal' | 'installation'>;

/** Every domain of a host, read when it is asked for. */
export class HostAnyDomains implements AnyDomains {
  readonly #connection: ReconnectingConnection;
  readonly #target: Target;
  readonly #lists: SharedRead<AnyDomain[]>;

  constructor(connection: ReconnectingConnection, target: Target) {
    this.#connection = connection;
    this.#target = target;
    this.#lists = new SharedRead(() => connection.use('listing domains', listAnyDomains));
  }

  list(): Promise<AnyDomain[]> {
    return this.#lists.fresh();
  }

  row(uuid: string): Promise<AnyDomain | null> {
    return this.#connection.use(`looking up domain ${uuid}`, async (connection) => {
      const found = await findDomain(connection, uuid);
      return found && (await readAnyDomain(connection, found));
    });
  }

  get(domain: string): Promise<AnyDomainDetail> {
    return this.#connection.use(`describing domain ${domain}`, async (connection) => {
      const found = await lookUp(connection, domain);
      const row = found === null ? null : await readAnyDomain(connection, found);
      if (found === null || row === null) throw unknownDomain(domain);
      return {
        ...row,
        ...describe(row.name, await found.getXMLDesc(), this.#target.installation),
        pending: await isPending(found),
      };
    });
  }

  xml(domain: string, which: 'present' | 'next'): Promise<string> {
    return this.#use(domain, 'describing', (found) =>
      found.getXMLDesc(which === 'next' ? DomainXMLFlags.INACTIVE : 0),
    );
  }

  act(domain: string, action: DomainAction): Promise<void> {
    return this.#use(domain, DOING[action], (found) => act(found, action));
  }

  mark(domain: string, metadata: NodeMetadata | null): Promise<void> {
    return this.#use(domain, 'changing the metadata of', async (found) => {
      const xml = metadata === null ? null : bareMetadata(metadata);
      const where = await impactOf(found);
      await found.setMetadata(DomainMetadataType.ELEMENT, xml, METADATA_PREFIX, METADATA_NAMESPACE, where);
    });
  }

  removal(domain: string): Promise<DomainRemoval> {
    return this.#connection.use(`describing domain ${domain}`, async (connection) =>
      removalOf(connection, await required(connection, domain), this.#target.installation),
    );
  }

  remove(domain: string, disks: readonly string[]): Promise<DomainDeleted> {
    return this.#connection.use(`deleting domain ${domain}`, async (connection) => {
      const found = await required(connection, domain);
      const removal = await removalOf(connection, found, this.#target.installation);
      return deleteWithDisks(connection, found, chosenDisks(found.name, removal, disks));
    });
  }

  readonly snapshots: AnySnapshots = {
    list: (domain) => this.#use(domain, 'listing snapshots of', listSnapshots),
    xml: (domain, name) =>
      this.#use(domain, 'describing a snapshot of', (found) => snapshotDefinition(found, name)),
    take: (domain, request) =>
      this.#use(domain, 'taking a snapshot of', (found) => takeSnapshot(found, request)),
    revert: (domain, name, request) =>
      this.#use(domain, 'reverting', (found) => revertTo(found, name, request)),
    delete: (domain, name, how) =>
      this.#use(domain, 'deleting a snapshot of', (found) => deleteSnapshot(found, name, how)),
  };

  async openSerial(domain: string, port: number): Promise<Duplex> {
    try {
      return await this.#use(domain, `opening serial port ${port} of`, (found) => openPort(found, port));
    } catch (error) {
      throw await serialRefusal(error, this.#target.isLocal);
    }
  }

  #use<Result>(domain: string, doing: string, work: (found: Domain) => Promise<Result>): Promise<Result> {
    return this.#connection.use(`${doing} domain ${domain}`, async (connection) =>
      work(await required(connection, domain)),
    );
  }
}

const DOING: Readonly<Record<DomainAction, string>> = {
  start: 'starting',
  shutdown: 'shutting down',
  stop: 'switching off',
  reboot: 'rebooting',
  reset: 'resetting',
  pause: 'pausing',
  resume: 'resuming',
  save: 'saving',
};

/** A UUID may also be a name. */
async function lookUp(connection: Connection, domain: string): Promise<Domain | null> {
  const found = UUID.test(domain) ? await findDomain(connection, domain) : null;
  return found ?? findDomainNamed(connection, domain);
}

async function required(connection: Connection, domain: string): Promise<Domain> {
  const found = await lookUp(connection, domain);
  if (found === null) throw unknownDomain(domain);
  return found;
}

const unknownDomain = (domain: string): ConsoleError =>
  new ConsoleError('not-found', `The host has no domain "${domain}".`, {
    fix: 'It may have been removed or renamed meanwhile.',
  });

/** Only while it is active can the two differ. libvirt adds to the present definition what it has assigned. */
async function isPending(domain: Domain): Promise<boolean> {
  if (domain.id < 0) return false;
  return domain.isUpdated().catch((error: unknown) => {
    if (isLibvirtError(error) && error.kind === 'libvirt') return false;
    throw error;
  });
}

/** `serialN`, or for a domain that has only consoles, such as a container's or a paravirtualised one, `consoleN`. */
async function openPort(domain: Domain, port: number): Promise<Duplex> {
  try {
    return await domain.openConsole(`serial${port}`, 0);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.INTERNAL_ERROR) || !error.message.includes('cannot find'))
      throw error;
    return domain.openConsole(`console${port}`, 0);
  }
}
