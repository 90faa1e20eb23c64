import { type Capacity, type Host } from '../contract/host.ts';
import { type Template } from '../contract/template.ts';

/** Processors are shared: at most this many vCPUs per CPU of the host. */
export const VCPUS_PER_PROCESSOR = 4;

export type NodeSize = Pick<Template, 'vcpus' | 'memoryMiB' | 'diskGiB'>;

/** Reserved for the host itself. */
const RESERVE_MIB = 512;

/** How many more nodes of this size fit on a host, and which resource is the limit. */
export function capacityFor(host: Host, name: string, size: NodeSize): Capacity {
  const { capacity } = host;
  if (capacity === null)
    return { host: host.name, template: name, fits: 0, limitedBy: host.reason ?? 'not connected' };
  const limits: [number, string][] = [
    [Math.floor((capacity.memoryFreeMiB - RESERVE_MIB) / size.memoryMiB), 'memory'],
    [Math.floor((capacity.cpus * VCPUS_PER_PROCESSOR - capacity.vcpusUsed) / size.vcpus), 'vCPUs'],
  ];
  const { poolGiB, poolFreeGiB, poolPromisedGiB } = capacity;
  // Disks grow as they are written; there must be space for all of them at their full size.
  if (poolGiB > 0) limits.push([Math.floor((poolFreeGiB - poolPromisedGiB) / size.diskGiB), 'disk']);
  const [fits, limitedBy] = limits.reduce((least, limit) => (limit[0] < least[0] ? limit : least));
  return { host: host.name, template: name, fits: Math.max(0, fits), limitedBy };
}
