import type { Capacity, Host } from '../contract/host.ts';
import type { Template } from '../contract/template.ts';

export interface NodeSize extends Pick<Template, 'vcpus' | 'memoryMiB' | 'diskGiB'> {
  /** The storage pool of the disk; the console's own if it is null or left out. */
  readonly pool?: string | null | undefined;
}

type HostCapacity = NonNullable<Host['capacity']>;

/** Space for disks in a pool; null while nothing is known of it. */
export function poolSpace(
  { poolGiB, poolFreeGiB, poolPromisedGiB, otherPools }: HostCapacity,
  pool: string | null,
): Omit<HostCapacity['otherPools'][number], 'name'> | null {
  if (pool !== null) return otherPools.find(({ name }) => name === pool) ?? null;
  if (poolGiB === 0) return null;
  return { capacityGiB: poolGiB, freeGiB: poolFreeGiB, promisedGiB: poolPromisedGiB };
}

/** What is free for disks, as people read it. On another machine the console's pool is made with its first node. */
export function freeSpaceText(capacity: HostCapacity, pool: string | null = null): string {
  const space = poolSpace(capacity, pool);
  if (space === null) return 'not known before the first node';
  return `${space.freeGiB.toFixed(0)} of ${space.capacityGiB.toFixed(0)} GiB free`;
}

/** Virtual processors that running nodes may have in all; processors are shared. */
export const vcpuLimit = (cpus: number, { cpuOvercommit }: Host['settings']): number =>
  Math.floor(cpus * cpuOvercommit);

/** What nodes will take that the numbers of their host do not show yet. */
export interface Pending {
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** GiB by storage pool; null is the console's own. */
  readonly disks: ReadonlyMap<string | null, number>;
}

interface Circumstances {
  readonly pending?: Pending;
  /** Free in the nodes' network; null: not known. */
  readonly addresses?: number | null;
}

/** It was connected to a moment ago. */
const UNKNOWN = 'not measured yet';

const NOTHING: Pending = { vcpus: 0, memoryMiB: 0, disks: new Map() };

/** QEMU's screens have a TCP port each, from 5900 on. */
const VNC_PORTS = 65_535 - 5_900;

/** How many more nodes of this size fit on a host, and which resource is the limit. */
export function capacityFor(
  host: Host,
  name: string,
  size: NodeSize,
  { pending = NOTHING, addresses = null }: Circumstances = {},
): Capacity {
  const { capacity, settings } = host;
  if (settings.maintenance) return { host: host.name, template: name, fits: 0, limitedBy: 'maintenance' };
  if (capacity === null || host.state !== 'connected')
    return { host: host.name, template: name, fits: 0, limitedBy: host.reason ?? UNKNOWN };
  const limits: [number, string][] = [
    [Math.floor(memoryLeft(capacity, settings, pending) / size.memoryMiB), 'memory'],
    [
      Math.floor((vcpuLimit(capacity.cpus, settings) - capacity.vcpusUsed - pending.vcpus) / size.vcpus),
      'vCPUs',
    ],
    [VNC_PORTS - capacity.domainsRunning, 'VNC ports'],
  ];
  if (addresses !== null) limits.push([addresses, 'addresses in their network']);
  const space = poolSpace(capacity, size.pool ?? null);
  // Disks grow as they are written; there must be space for all of them at their full size.
  if (space !== null) {
    const coming = pending.disks.get(size.pool ?? null) ?? 0;
    const free = space.freeGiB - space.promisedGiB - coming - settings.reservedDiskGiB;
    limits.push([Math.floor(free / size.diskGiB), 'disk']);
  }
  const [fits, limitedBy] = limits.reduce((least, limit) => (limit[0] < least[0] ? limit : least));
  return { host: host.name, template: name, fits: Math.max(0, fits), limitedBy };
}

/** Guests take memory as they use it; there must be enough for all of them. */
const memoryLeft = (
  { memoryFreeMiB, memoryPromisedMiB }: HostCapacity,
  { reservedMemoryMiB }: Host['settings'],
  { memoryMiB }: Pending,
): number => memoryFreeMiB - memoryPromisedMiB - memoryMiB - reservedMemoryMiB;
