import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Connection,
  type Domain,
  DomainBlockCommitFlags,
  DomainBlockJobAbortFlags,
  DomainBlockJobType,
  DomainCreateFlags,
  DomainXMLFlags,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { withoutSignal } from '../connection/cancellation.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { switchOff } from '../domains/definition.ts';
import { findDomain, findDomainNamed } from '../domains/inventory.ts';
import { removeLogFiles } from '../domains/log-files.ts';
import { installationPrefix } from '../names.ts';
import type { HostTarget } from '../read-host.ts';
import type { Layers } from '../storage/layers.ts';
import type { DiskPlace, Layer, Merge } from './api.ts';
import { diskOf } from './disk-chain.ts';
import { MERGE_TARGET, mergeXml } from './merge-domain.ts';
import { withDisk } from '../xml/domain-devices.ts';

/** Milliseconds between two looks at a merge, which takes from moments to many minutes. */
const FIRST_LOOK = 50;
const LONGEST_LOOK = 1_000;
/** A node that is powered off in the middle takes its QEMU along: what is left is merged without it. */
const ATTEMPTS = 3;

interface Paths {
  readonly top: string;
  readonly base: string;
  /** The uppermost layer of which `top` is a part. */
  readonly head: string;
}

/**
 * Merges a layer into the one it is based on. QEMU copies what the upper one has; whoever reads through the upper one finds
 * the same bytes before, meanwhile and afterwards, so an interruption at any point harms nothing, and it can be repeated.
 */
export class LayerMerge {
  readonly #connection: ReconnectingConnection;
  readonly #layers: Layers;
  readonly #target: Pick<HostTarget, 'installation' | 'isLocal'>;

  constructor(
    connection: ReconnectingConnection,
    layers: Layers,
    target: Pick<HostTarget, 'installation' | 'isLocal'>,
  ) {
    this.#connection = connection;
    this.#layers = layers;
    this.#target = target;
  }

  async merge(uuid: string, place: DiskPlace, merge: Merge): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const present = await this.#layers.list(place);
      const named = (name: string): Layer | undefined => present.find((layer) => layer.name === name);
      const [top, base, head] = [named(merge.layer), named(merge.into), named(merge.head)];
      // Merged and removed.
      if (top === undefined || base === undefined || head === undefined) return;
      if (head !== top && head.base === base.path) return;
      const paths = { top: top.path, base: base.path, head: head.path };
      const isDone = await this.#connection.use('merging layers of a disk', (connection) =>
        this.#attempt(connection, uuid, paths),
      );
      if (isDone) return;
    }
    throw unfinished(merge.layer);
  }

  /** False if it ended before its end. */
  async #attempt(connection: Connection, uuid: string, paths: Paths): Promise<boolean> {
    const domain = await connection.domainLookupByUUID(uuid);
    const { path, chain, target } = await diskOf(domain);
    if (!(await domain.isActive())) {
      if (path === paths.base) return true;
      if (!(await this.#mergeAside(connection, uuid, paths))) return false;
      if (path !== paths.top) return true;
      // Somebody started it meanwhile: it writes to the upper one again.
      if (await domain.isActive()) return false;
      await useDisk(connection, domain, paths.base);
      return true;
    }
    if (!chain.includes(paths.base)) return this.#mergeAside(connection, uuid, paths);
    return commit(domain, target, paths);
  }

  /** In a machine that is there for nothing else, and ends with the connection. */
  async #mergeAside(connection: Connection, uuid: string, paths: Paths): Promise<boolean> {
    const name = `${installationPrefix(this.#target.installation)}-merge-${uuid}`;
    const stale = await findDomainNamed(connection, name);
    if (stale !== null) await switchOff(stale);
    const flags = DomainCreateFlags.START_PAUSED | DomainCreateFlags.START_AUTODESTROY;
    const aside = await connection.domainCreateXML(mergeXml(name, randomUUID(), paths.head), flags);
    try {
      return await commit(aside, MERGE_TARGET, paths);
    } finally {
      await withoutSignal(() => this.#end(aside));
    }
  }

  /** Also if the operation was cancelled. */
  async #end({ uuid, name }: Domain): Promise<void> {
    await this.#connection.use('ending the merge', async (connection) => {
      const aside = await findDomain(connection, uuid);
      if (aside !== null) await switchOff(aside);
    });
    if (this.#target.isLocal) await removeLogFiles(name);
  }
}

/** Lets a running machine merge them; waits for one that is under way. Resolves to whether they are merged. */
async function commit(domain: Domain, target: string, { top, base }: Paths): Promise<boolean> {
  const before = await diskOf(domain);
  if (!before.chain.includes(top)) return true;
  const isActive = before.path === top;
  if ((await domain.getBlockJobInfo(target)) === null) {
    await domain.blockCommit(target, { base, top }, isActive ? DomainBlockCommitFlags.ACTIVE : 0);
  }
  try {
    await jobEnd(domain, target);
    return !(await diskOf(domain)).chain.includes(top);
  } catch (error) {
    // Powered off.
    if (isLibvirtError(error, ErrorCode.OPERATION_INVALID) || isLibvirtError(error, ErrorCode.NO_DOMAIN))
      return false;
    throw error;
  }
}

async function jobEnd(domain: Domain, target: string): Promise<void> {
  for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LONGEST_LOOK)) {
    const job = await domain.getBlockJobInfo(target);
    if (job === null) return;
    // What the domain writes to goes on being copied until it is told to use the other one.
    if (job.type === DomainBlockJobType.ACTIVE_COMMIT && job.cur === job.end) await pivot(domain, target);
    else await pause(wait);
  }
}

async function pivot(domain: Domain, target: string): Promise<void> {
  try {
    await domain.blockJobAbort(target, DomainBlockJobAbortFlags.PIVOT);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.BLOCK_COPY_ACTIVE)) throw error;
    await pause(FIRST_LOOK);
  }
}

const unfinished = (layer: string): ConsoleError =>
  new ConsoleError('host-refused', `QEMU stopped merging ${layer} before its end`, {
    fix: 'The disk is as it was. Look for space on the host (df), and delete the checkpoint again.',
  });

/** From its next start on. */
export async function useDisk(connection: Connection, domain: Domain, path: string): Promise<void> {
  const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
  await connection.domainDefineXML(withDisk(xml, path));
}
