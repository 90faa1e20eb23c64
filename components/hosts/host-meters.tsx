import { memory } from '../../lib/domain/format.ts';
import type { Host } from '../../lib/contract/host.ts';
import { freeSpaceText, poolSpace, vcpuLimit } from '../../lib/domain/capacity.ts';
import { Meter } from '../ui/meter.tsx';

interface HostMetersProps {
  readonly capacity: NonNullable<Host['capacity']>;
  readonly settings: Host['settings'];
  /** Whose storage is shown; the console's own if it is null. */
  readonly pool?: string | null | undefined;
}

/** Virtual processors, memory and storage as bars of what is taken. */
export function HostMeters({ capacity, settings, pool = null }: HostMetersProps) {
  const { cpus, vcpusUsed, memoryMiB, memoryFreeMiB } = capacity;
  const vcpus = vcpuLimit(cpus, settings);
  const { capacityGiB, freeGiB } = poolSpace(capacity, pool) ?? { capacityGiB: 0, freeGiB: 0 };
  return (
    <div className="flex flex-col gap-2.5">
      <Meter label="vCPUs" used={vcpusUsed} total={vcpus} text={`${vcpusUsed} of ${vcpus} vCPUs allocated`} />
      <Meter
        label="Memory"
        used={memoryMiB - memoryFreeMiB}
        total={memoryMiB}
        text={`${memory(memoryFreeMiB)} of ${memory(memoryMiB)} free`}
      />
      <Meter
        label={pool === null ? 'Storage' : `Storage pool ${pool}`}
        used={capacityGiB - freeGiB}
        total={capacityGiB}
        text={freeSpaceText(capacity, pool)}
      />
    </div>
  );
}
