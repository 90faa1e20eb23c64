import { dirname } from 'node:path';
import type { NodeRow } from '../../db/api.ts';
import { addedDiskBus } from '../../../lib/contract/node-device.ts';
import { addedOf } from '../../../lib/domain/node-devices.ts';
import type { AddedDevices, DiskBase, DomainDefinition, HypervisorHost } from '../../hypervisor/api.ts';
import {
  domainXml,
  imageVolume,
  ipxeVolume,
  networkXml,
  poolName,
  signatureLists,
} from '../../hypervisor/index.ts';
import type { OrchestratorAccess } from '../../orchestrator/api.ts';
import { type Context, hostNamed, orchestratorNamed } from '../context.ts';
import { accelerationOf, domainModel } from '../create/domain-model.ts';
import type { Networks } from '../networks/networks.ts';
import { filesOf, formatOf, imageFor, volumePaths } from '../nodes/node-volumes.ts';

/** A node with everything that other tools need to make it again: the same machine, with the same files in the same places. */
export interface ExportedNode {
  /** Without the console's metadata, which would make the machine a node of the console again, and without a password. */
  readonly domain: DomainDefinition;
  readonly xml: string;
  readonly diskGiB: number;
  /** Sizes of the disks that it was given, by path; null for one whose volume is not the node's. */
  readonly addedSizes: ReadonlyMap<string, number | null>;
  /** What its disk begins with; null: it is blank. */
  readonly base: DiskBase | null;
  /** The pool of its files, and the folder of that pool; its disk may be in another one. */
  readonly pool: { readonly name: string; readonly path: string };
  readonly diskPool: { readonly name: string; readonly path: string };
  /** What the firmware trusts, for the file at `domain.authority`. */
  readonly authority: Buffer | null;
  /** Null for a network that the console has not made. */
  readonly network: ExportedNetwork | null;
  /** Null when there is nothing to register. */
  readonly registration: OrchestratorAccess | null;
  /** Whether somebody types an account at the node's prompt. */
  readonly interactive: boolean;
  readonly orchestrator: OrchestratorAccess | null;
}

export interface ExportedNetwork {
  readonly name: string;
  /** The first three numbers of its IPv4 addresses. */
  readonly subnet: string;
  readonly xml: string;
}

/** Reads what is known about a node; changes nothing. */
export async function exportedNode(
  context: Context,
  networks: Networks,
  row: NodeRow,
): Promise<ExportedNode> {
  const host = hostNamed(context, row.host);
  const adapter = row.orchestrator === null ? null : orchestratorNamed(context, row.orchestrator);
  const [boot, image] = await Promise.all([adapter?.bootFacts() ?? null, imageFor(context, row)]);
  const [firmware, acceleration, paths] = await Promise.all([
    host.firmware(row.machine.secureBoot),
    accelerationOf(row, host),
    volumePaths(host, row, image, boot),
  ]);
  const model = domainModel(row, {
    ...{ installation: context.installation, firmware, acceleration: acceleration.kind, vncPassword: '' },
    screen: 'loopback',
    ...paths,
  });
  const given = await addedTo(host, row);
  const domain: DomainDefinition = { ...model, metadata: null, vncPassword: null, added: given.added };
  const network =
    adapter === null || row.networkKind !== 'own' ? null : await networks.modelFor(host, adapter);
  const own = { name: poolName(context.installation), path: dirname(paths.serialLogs[0]) };
  const access = adapter?.access ?? null;
  return {
    domain,
    xml: domainXml(domain),
    diskGiB: row.diskGiB,
    addedSizes: given.sizes,
    base: await baseOf(),
    pool: own,
    diskPool: row.pool === null ? own : { name: row.pool, path: dirname(paths.disk) },
    authority: boot?.authority == null ? null : signatureLists(boot.authority),
    network: network === null ? null : { ...network, xml: networkXml(network) },
    registration: row.flow === 'io' ? null : access,
    interactive: row.flow === 'io',
    orchestrator: access,
  };

  async function baseOf(): Promise<DiskBase | null> {
    const { kind } = row.bootSource;
    if (kind !== 'cloud-image' && kind !== 'ipxe-disk') return null;
    if (image === null)
      return { path: await host.storage.volumePath(ipxeVolume(filesOf(row))), format: 'raw' };
    return { path: await host.storage.volumePath(imageVolume(image.name)), format: formatOf(image) };
  }
}

/** Disks and cards beside the first ones, as they will be at its next start; none of a machine that is not there. */
async function addedTo(host: HypervisorHost, { uuid }: NodeRow) {
  const none = { disks: [], nics: [] };
  const there = (await host.domains.get(uuid)) !== null;
  const { disks, nics } = there ? addedOf((await host.domains.configuration(uuid)).next) : none;
  const sizes = new Map<string, number | null>();
  const added: { disks: AddedDevices['disks'][number][]; cards: AddedDevices['cards'][number][] } = {
    disks: [],
    cards: [],
  };
  for (const { path, target, format, bus, bytes, owned } of disks) {
    const known = addedDiskBus.safeParse(bus);
    if (path === null || !known.success) continue;
    added.disks.push({ path, target, format, bus: known.data, serial: null });
    sizes.set(path, owned ? bytes : null);
  }
  for (const { mac, model, network } of nics) if (network !== null) added.cards.push({ mac, model, network });
  return { added, sizes };
}

/** The networks to make for them, each once. */
export const networksOf = (nodes: readonly ExportedNode[]): ExportedNetwork[] => [
  ...new Map(nodes.flatMap(({ network }) => (network === null ? [] : [[network.name, network]]))).values(),
];

/** The pools of their files, each once. */
export const poolsOf = (nodes: readonly ExportedNode[]): ExportedNode['pool'][] => [
  ...new Map(
    nodes.flatMap(({ pool, diskPool }) => [pool, diskPool]).map((each) => [each.name, each]),
  ).values(),
];
