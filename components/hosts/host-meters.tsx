import { memory } from '../../lib/domain/format.ts';
import { type Host } from '../../lib/contract/host.ts';
import { VCPUS_PER_PROCESSOR } from '../../lib/domain/capacity.ts';
import { Meter } from '../ui/meter.tsx';

/** Virtual processors, memory and storage as bars of what is taken. */
export function HostMeters({ capacity }: { readonly capacity: NonNullable<Host['capacity']> }) {
  const { cpus, vcpusUsed, memoryMiB, memoryFreeMiB, poolGiB, poolFreeGiB } = capacity;
  return (
    <div className="flex flex-col gap-2.5">
      <Meter
        label="vCPUs"
        used={vcpusUsed}
        total={cpus * VCPUS_PER_PROCESSOR}
        text={`${vcpusUsed} of ${cpus * VCPUS_PER_PROCESSOR} vCPUs allocated`}
      />
      <Meter
        label="Memory"
        used={memoryMiB - memoryFreeMiB}
        total={memoryMiB}
        text={`${memory(memoryFreeMiB)} of ${memory(memoryMiB)} free`}
      />
      <Meter
        label="Storage"
        used={poolGiB - poolFreeGiB}
        total={poolGiB}
        text={`${poolFreeGiB.toFixed(0)} of ${poolGiB.toFixed(0)} GiB free`}
      />
    </div>
  );
}
