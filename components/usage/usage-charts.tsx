'use client';
import type { UsageSeries, UsageWindow } from '../../lib/contract/usage.ts';
import { bytes, memory } from '../../lib/domain/format.ts';
import { Chart } from './chart.tsx';

const SPAN: Readonly<Record<UsageWindow, number>> = { live: 600, day: 86_400 };

const cpus = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const inMemory = (mebibytes: number): string => memory(Math.round(mebibytes));
const rate = (value: number): string => `${bytes(Math.round(value))}/s`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

interface UsageChartsProps {
  readonly series: UsageSeries;
  readonly window: UsageWindow;
  /** The processors and the memory that there are. */
  readonly cpus: number;
  readonly memoryMiB: number;
  /** What the subject waits for. */
  readonly waitingFor: 'a CPU' | 'disks';
}

/** CPU, memory, disk and network over time. */
export function UsageCharts({ series, window, waitingFor, ...size }: UsageChartsProps) {
  // libvirt knows no such numbers of a host itself.
  const by = waitingFor === 'disks' ? ', by its domains' : '';
  const common = { times: series.times, span: SPAN[window] };
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <Chart
        {...common}
        title="CPU"
        lines={[{ name: 'busy', of: ` of ${size.cpus}`, values: series.cpu }]}
        format={cpus}
        atLeast={size.cpus}
      />
      <Chart
        {...common}
        title="Memory"
        lines={[{ name: 'in use', values: series.memoryMiB }]}
        format={inMemory}
        atLeast={size.memoryMiB}
        binary
      />
      <Chart
        {...common}
        title={`Disk${by}`}
        lines={[
          { name: 'read', values: series.diskRead },
          { name: 'written', values: series.diskWritten },
        ]}
        format={rate}
        atLeast={1024}
        binary
      />
      <Chart
        {...common}
        title={`Network${by}`}
        lines={[
          { name: 'received', values: series.received },
          { name: 'sent', values: series.sent },
        ]}
        format={rate}
        atLeast={1024}
        binary
      />
      <Chart
        {...common}
        title={`Waiting for ${waitingFor}`}
        lines={[{ name: 'waiting', of: ' of the time', values: series.waiting }]}
        format={percent}
        atLeast={1}
      />
    </div>
  );
}
