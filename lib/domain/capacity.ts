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

/** Virtual processors that running nodes may have in all; processors are shared. */
export const vcpuLimit = (cpus: number, { cpuOvercommit }: Host['settings']): number =>
  Math.floor(cpus * cpuOvercommit);

/** How many more nodes of this size fit on a host, and which resource is the limit. */
export function capacityFor(host: Host, name: string, size: NodeSize): Capacity {
  const { capacity, settings } = host;
  if (settings.maintenance) return { host: host.name, template: name, fits: 0, limitedBy: 'maintenance' };
  if (capacity === null)
    return { host: host.name, template: name, fits: 0, limitedBy: host.reason ?? 'not connected' };
  const limits: [number, string][] = [
    [Math.floor((capacity.memoryFreeMiB - settings.reservedMemoryMiB) / size.memoryMiB), 'memory'],
    [Math.floor((vcpuLimit(capacity.cpus, settings) - capacity.vcpusUsed) / size.vcpus), 'vCPUs'],
  ];
  const space = poolSpace(capacity, size.pool ?? null);
  // Disks grow as they are written; there must be space for all of them at their full size.
  if (space !== null) {
    const free = space.freeGiB - space.promisedGiB - settings.reservedDiskGiB;
    limits.push([Math.floor(free / size.diskGiB), 'disk']);
  }
  const [fits, limitedBy] = limits.reduce((least, limit) => (limit[0] < least[0] ? limit : least));
  return { host: host.name, template: name, fits: Math.max(0, fits), limitedBy };
}
