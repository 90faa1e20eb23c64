import { basename } from 'node:path';
import type { Removal } from '../../../lib/contract/node.ts';
import type { DomainResources, HypervisorHost } from '../../hypervisor/api.ts';
import { isAddedVolume, isLayerOf, isOfCheckpoint, poolName } from '../../hypervisor/index.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry, NodeRecord } from './registry.ts';
import { filesOf } from './node-volumes.ts';
import type { NodeResources } from './resources.ts';

type Item = Removal['items'][number];

/** Lists what a deletion would remove. */
export async function removalOf(
  context: Context,
  registry: NodeRegistry,
  resources: NodeResources,
  { row, state }: NodeRecord,
): Promise<Removal> {
  const host = resources.host(row);
  const [left, volumes, own, network, there] = await Promise.all([
    host.leftovers(),
    resources.volumes(row),
    host.domains.resources(row.uuid),
    host.networks.users(row.network),
    // An error here is reported by the deletion itself.
    resources
      .orchestrator(row)
      ?.removalOf(row)
      .catch(() => null) ?? null,
  ]);
  const items: Item[] = [];
  const add = (kind: Item['kind'], name: string) => items.push({ kind, name });
  if (state !== 'no domain') {
    add('domain', row.name);
    add('nvram', own.nvram ?? `${filesOf(row)}_VARS.fd`);
    if (row.machine.tpm !== 'none') add('tpm', row.uuid);
    if (own.hasSavedMemory) add('saved-memory', row.name);
  }
  for (const name of own.snapshots) add('snapshot', name);
  for (const file of own.logs.removable) add('log', file);
  for (const { name } of await context.database.checkpoints.ofNode(row.id)) add('checkpoint', name);
  const isListed = (name: string) => left.volumes.includes(name) && !isOfCheckpoint(filesOf(row), name);
  for (const name of volumes) if (isListed(name)) add('volume', name);
  const elsewhere = row.pool === null ? null : resources.diskElsewhere(row);
  if (elsewhere !== null) add('volume', `${elsewhere} in the pool ${row.pool ?? ''}`);
  const added = await resources.addedElsewhere(row);
  for (const { pool, name } of added) add('volume', `${name} in the pool ${pool}`);
  const others = registry.all().filter((other) => other.row.id !== row.id && other.row.host === row.host);
  const users = network.users.filter((name) => name !== row.name);
  const isLast = !others.some((other) => other.row.network === row.network);
  if (left.networks.includes(row.network) && isLast && users.length + network.unreadable.length === 0)
    add('network', row.network);
  const pool = poolName(context.installation);
  if (left.pools.includes(pool) && others.length === 0) add('pool', pool);
  if (there?.instance != null) add('instance', there.instance);
  if (there?.host != null) add('orchestrator-host', there.host);
  const keeps = ['its history and stages', 'the serial logs of all its boots'];
  if (isLast && users.length > 0) keeps.push(`the network ${row.network}, which ${users.join(', ')} uses`);
  if (network.unreadable.length > 0)
    keeps.push(`the network ${row.network}: ${network.unreadable.join(', ')} cannot be read and may use it`);
  if (row.networkKind !== 'own')
    keeps.push(`the ${row.networkKind} ${row.network}, which the console did not make`);
  if (row.networkKind === 'network' && isLast && (await hasOptions(host, row.network)))
    keeps.push(`the boot options that it has added to ${row.network}: ${takeBack(row.network)}`);
  keeps.push(...keptFiles(own, { volumes, added, elsewhere }));
  return { items, keeps };
}

interface Volumes {
  /** That are removed. */
  readonly volumes: readonly string[];
  readonly added: readonly { readonly name: string }[];
  readonly elsewhere: string | null;
}

/** Files that stay, and why. */
function keptFiles(own: DomainResources, { volumes, added, elsewhere }: Volumes): string[] {
  const kept: string[] = [];
  for (const { name, by } of own.shared) kept.push(`the volume ${name}, which ${by} uses too`);
  for (const name of own.volumes)
    if (isAddedVolume(name) && !volumes.includes(name))
      kept.push(`the volume ${name}, which was made for another node`);
  const isAdded = (path: string) => added.some(({ name }) => basename(path).endsWith(name));
  for (const path of own.outside.filter((each) => !isAdded(each)))
    if (elsewhere === null || !isLayerOf(elsewhere.replace(/\.qcow2$/, ''), basename(path)))
      kept.push(`${path}, a disk attached from elsewhere`);
  for (const file of own.logs.kept) kept.push(`${file}, which belongs to root: sudo rm '${file}'`);
  if (volumes.length === 0) kept.push('the volumes of that name, which belong to another domain');
  return kept;
}

const takeBack = (network: string): string =>
  `take them back on the page of the host, or with ven network remove-options ${network}`;

async function hasOptions(host: HypervisorHost, network: string): Promise<boolean> {
  const { networks } = await host.resources();
  return networks.some(({ name, optionsOf }) => name === network && optionsOf !== null);
}
