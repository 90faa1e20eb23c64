'use client';
import { Acceleration, HostState, capacityText } from './host-status.tsx';
import { counted } from '../../lib/domain/format.ts';
import { useMemo } from 'react';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { stageTitle } from '../../lib/domain/stages.ts';
import type { Check, Host } from '../../lib/contract/host.ts';
import { useCapacity, useHosts, useNodes } from '../data/hooks.ts';
import { StageMark } from '../timeline/stage-mark.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { HostActions } from './host-actions.tsx';
import { HostResourcesCard } from './host-resources-card.tsx';
import { HostSections } from './host-sections.tsx';
import { HostMeters } from './host-meters.tsx';
import { HostUsage } from '../usage/usage-panel.tsx';

export function HostPage({ name }: { readonly name: string }) {
  const { data: hosts, error } = useHosts();
  const host = hosts?.find((one) => one.name === name);
  if (error && !hosts)
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  if (!hosts)
    return (
      <Page title={name}>
        <Skeleton className="m-4 h-96" />
      </Page>
    );
  if (!host)
    return (
      <Empty alone title="Host not found">
        This console has no host named {name}.
      </Empty>
    );
  return (
    <Page title={host.name} aside={<HostState host={host} />} action={<HostActions host={host} />}>
      <HostSections host={host.name} chosen="overview" />
      <HostUsage name={host.name} />
      <div className="grid content-start gap-4 p-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <MachineCard host={host} />
          <CapacityCard host={host} />
          <HostResourcesCard host={host.name} />
          <NodesHere host={host} />
        </div>
        <Card title="Checks">
          <CheckLines checks={host.checks} />
        </Card>
      </div>
    </Page>
  );
}

function MachineCard({ host }: { readonly host: Host }) {
  return (
    <Card title="Machine">
      <Facts
        facts={[
          ['Address', <code key="uri">{host.uri}</code>],
          ['Host name', host.hostname ?? 'unknown'],
          ['libvirt', host.versions?.libvirt ?? 'unknown'],
          ['QEMU', host.versions?.qemu ?? 'unknown'],
          ['Firmware', host.versions?.firmware ?? 'unknown'],
          [
            'Running',
            host.capacity
              ? `${counted(host.capacity.domainsRunning, 'domain')}, including those not managed here`
              : 'unknown',
          ],
        ]}
      />
      <div className="mt-4">
        <Acceleration host={host} />
      </div>
    </Card>
  );
}

function CapacityCard({ host }: { readonly host: Host }) {
  if (host.state === 'unreachable')
    return (
      <Card title="Capacity">
        <p className="text-ink-3">Available once the host is connected.</p>
      </Card>
    );
  return (
    <Card title="Capacity">
      {host.capacity ? (
        <HostMeters capacity={host.capacity} settings={host.settings} />
      ) : (
        <Skeleton className="h-28 w-full" />
      )}
      <Room host={host} />
    </Card>
  );
}

function Room({ host }: { readonly host: Host }) {
  const { data } = useCapacity();
  const rooms = data?.filter((room) => room.host === host.name) ?? [];
  if (rooms.length === 0) return null;
  return (
    <ul className="mt-4 border-t border-line pt-3">
      {rooms.map((room) => (
        <li key={room.template} className="flex justify-between">
          <span>{room.template}</span>
          <span className="text-ink-2">{capacityText(room)}</span>
        </li>
      ))}
    </ul>
  );
}

function NodesHere({ host }: { readonly host: Host }) {
  const { data: nodes } = useNodes();
  const here = useMemo(() => nodes?.filter((node) => node.host === host.name) ?? [], [nodes, host.name]);
  if (here.length === 0) return null;
  return (
    <Card title={`Nodes (${here.length})`}>
      <ul className="-my-1 grid gap-x-4 sm:grid-cols-2">
        {here.slice(0, 40).map((node) => (
          <li key={node.id} className="flex min-w-0 items-center gap-2 py-0.5">
            <StageMark node={node} />
            <Link href={`/nodes/${node.id}`} className="truncate font-mono text-xs hover:underline">
              {node.name}
            </Link>
            <span className="ml-auto text-xs text-ink-3">{stageTitle(node.stage)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const MARKS: Readonly<Record<Check['status'], React.ReactNode>> = {
  ok: <CircleCheck aria-label="passed" size={16} className="text-good" />,
  warn: <TriangleAlert aria-label="warning" size={16} className="text-warn" />,
  fail: <CircleX aria-label="failed" size={16} className="text-bad" />,
};

const CheckLines = ({ checks }: Pick<Host, 'checks'>) => (
  <ul className="-my-2">
    {checks.map((check) => (
      <CheckLine key={check.id} check={check} />
    ))}
  </ul>
);

function CheckLine({ check }: { readonly check: Check }) {
  return (
    <li className="flex gap-3 border-b border-line py-2 last:border-b-0">
      <span className="mt-0.5 shrink-0">{MARKS[check.status]}</span>
      <div className="min-w-0 flex-1">
        {check.title !== undefined && <p className="font-medium">{check.title}</p>}
        <p>{check.reason}</p>
        {check.fix !== '' && (
          <p className="mt-0.5 text-ink-2">
            <span className="font-medium text-ink">Next:</span> {check.fix}{' '}
            <CopyButton text={check.fix} what="the fix" />
          </p>
        )}
      </div>
      <code className="shrink-0 text-xs text-ink-3">{check.id}</code>
    </li>
  );
}
