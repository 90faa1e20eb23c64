'use client';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import type { UsageSeries, UsageWindow } from '../../lib/contract/usage.ts';
import { useHostUsage, useNodeUsage } from '../data/usage.ts';
import { Problem } from '../ui/problem.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { BusiestDomains } from './busiest-domains.tsx';
import { StarvationNotes } from './starvation-notes.tsx';

// The plotting library is loaded with the first graph.
const UsageCharts = dynamic(async () => (await import('./usage-charts.tsx')).UsageCharts, {
  ssr: false,
  loading: () => <ChartsComing />,
});

const WINDOWS = [
  { id: 'live', label: '10 minutes' },
  { id: 'day', label: '24 hours' },
] as const;

const ChartsComing = () => (
  <div className="grid gap-3 lg:grid-cols-2">
    {['cpu', 'memory', 'disk', 'network', 'waiting'].map((name) => (
      <Skeleton key={name} className="h-46 w-full" />
    ))}
  </div>
);

interface PanelProps {
  readonly error: Error | null;
  readonly series: UsageSeries | undefined;
  readonly window: UsageWindow;
  readonly onWindow: (window: UsageWindow) => void;
  /** Why there is nothing to show. */
  readonly nothing: string;
  readonly children: React.ReactNode;
}

function Panel({ error, series, window, onWindow, nothing, children }: PanelProps) {
  return (
    <div className="flex flex-col gap-3">
      <Segmented label="Period" options={WINDOWS} chosen={window} onChoose={onWindow} />
      {error !== null && series === undefined ? (
        <Problem error={error} />
      ) : series === undefined ? (
        <ChartsComing />
      ) : series.times.length === 0 ? (
        <p className="text-ink-3">{nothing}</p>
      ) : (
        children
      )}
    </div>
  );
}

interface NodeUsageProps {
  readonly id: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
}

/** What a node uses, on the tab of its page. */
export function NodeUsage({ id, vcpus, memoryMiB }: NodeUsageProps) {
  const [window, setWindow] = useState<UsageWindow>('live');
  const { data, error } = useNodeUsage(id, window);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4">
      <Panel
        error={error}
        series={data?.series}
        window={window}
        onWindow={setWindow}
        nothing="Nothing was measured: the node has not run lately, or was started seconds ago."
      >
        {data && (
          <UsageCharts
            series={data.series}
            window={window}
            cpus={vcpus}
            memoryMiB={memoryMiB}
            waitingFor="a CPU"
          />
        )}
      </Panel>
    </div>
  );
}

/** The size of a host that is not measured now is not known: the scale follows what was. */
const NO_SIZE = { cpus: 1, memoryMiB: null };

/** What a host uses, who starves it, and its busiest domains. */
export const HostUsage = ({ name }: { readonly name: string }) => (
  <div className="flex flex-col gap-4 px-4 pt-4">
    <HostGraphs name={name} />
    <BusiestDomains host={name} />
  </div>
);

function HostGraphs({ name }: { readonly name: string }) {
  const [window, setWindow] = useState<UsageWindow>('live');
  const { data, error } = useHostUsage(name, window);
  const size = data?.now ?? NO_SIZE;
  return (
    <Panel
      error={error}
      series={data?.series}
      window={window}
      onWindow={setWindow}
      nothing="Nothing was measured: the host is not connected, or was connected to seconds ago."
    >
      {data && (
        <>
          <StarvationNotes found={data.now?.starving ?? []} />
          <UsageCharts
            series={data.series}
            window={window}
            cpus={size.cpus}
            memoryMiB={size.memoryMiB ?? 1024}
            waitingFor="disks"
          />
        </>
      )}
    </Panel>
  );
}
