'use client';
import { Confirmations } from './confirmations.tsx';
import { absolute, memory } from '../../../lib/domain/format.ts';
import type { Node, NodeDetail, OrchestratorView } from '../../../lib/contract/node.ts';
import { bootSourceFacts } from '../../../lib/domain/boot-source-facts.ts';
import { ruleText } from '../../../lib/domain/checkpoint.ts';
import { hostDetailsFacts } from '../../../lib/domain/host-details-facts.ts';
import { machineFacts } from '../../../lib/domain/machine-facts.ts';
import { placementFacts } from '../../../lib/domain/network-facts.ts';
import { readyWhen } from '../../../lib/domain/ready-facts.ts';
import { recoveryText } from '../../../lib/domain/recovery.ts';
import { templateText } from '../../../lib/domain/template-facts.ts';
import { MachineCard } from '../machine/machine-card.tsx';
import { DeviceCards } from '../devices/device-cards.tsx';
import { Labels } from '../cells.tsx';
import { useRuns, useXml } from '../../data/hooks.ts';
import { ExportMenu } from '../../exports/export-menu.tsx';
import { CopyButton, Copyable } from '../../ui/copy.tsx';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';
import { Card, Facts } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const INDICATORS: Readonly<
  Record<OrchestratorView['statuses'][number]['indicator'], readonly [string, string]>
> = {
  unspecified: ['border border-edge', 'unknown'],
  error: ['bg-bad', 'error'],
  'in-progress': ['bg-accent', 'in progress'],
  idle: ['bg-good', 'done'],
};

/** The node's definition, its status at the orchestrator, its domain XML. */
export function DetailsTab({
  node,
  highlighted,
}: {
  readonly node: NodeDetail;
  readonly highlighted: string | null;
}) {
  return (
    <div className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto p-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <Card title="Definition">
          <Definition node={node} />
        </Card>
        {node.deletedAt === null && <MachineCard node={node} />}
        {node.deletedAt === null && <DeviceCards node={node} />}
        <Card title={`At the orchestrator${node.orchestrator === null ? '' : ` ${node.orchestrator}`}`}>
          {node.orchestratorView ? (
            <AtOrchestrator view={node.orchestratorView} />
          ) : (
            <p className="text-ink-3">
              {node.orchestrator === null
                ? 'The node has no orchestrator.'
                : 'The orchestrator has not reported on this node yet.'}
            </p>
          )}
        </Card>
        <Confirmations node={node} highlighted={highlighted} />
      </div>
      <DomainXml node={node} />
    </div>
  );
}

/** What it was made of, what applies to it, and where it is. */
function Definition({ node }: { readonly node: NodeDetail }) {
  const { data: runs } = useRuns();
  const { settings } = node;
  return (
    <Facts
      facts={[
        ...(node.labels.length === 0
          ? []
          : [['Labels', <Labels key="labels" labels={node.labels} />] as const]),
        ...(node.note === ''
          ? []
          : [
              [
                'Note',
                <span key="note" className="whitespace-pre-wrap">
                  {node.note}
                </span>,
              ] as const,
            ]),
        ['Template', templateText(node)],
        ['Onboarding', node.flow === 'nio' ? 'non-interactive' : 'interactive'],
        ...(settings.osProfile === null ? [] : [['OS profile', settings.osProfile] as const]),
        ...bootSourceFacts(node.bootSource),
        ['Machine', `${node.vcpus} vCPUs, ${memory(node.memoryMiB)}, ${node.diskGiB} GiB disk`],
        ...[...machineFacts(node.machine), ...placementFacts(node)],
        ...hostDetailsFacts(settings.details),
        ['Ready when', readyWhen(settings.ready, settings.reported)],
        ['Recovery', recoveryText(settings.recovery)],
        ['Checkpoint', ruleText(settings.checkpointAt)],
        [
          'Host',
          <Link
            key="host"
            className="text-accent hover:underline"
            href={`/hosts/${encodeURIComponent(node.host)}`}
          >
            {node.host}
          </Link>,
        ],
        [
          'Run',
          <Link key="run" className="text-accent hover:underline" href={`/runs/${node.runId}`}>
            {runs?.find(({ id }) => id === node.runId)?.name ?? 'Run'}
          </Link>,
        ],
        ['UUID', <Copyable key="uuid" text={node.uuid} what="UUID" />],
        ['Serial', <Copyable key="serial" text={node.serial} what="serial" />],
        ['MAC', <Copyable key="mac" text={node.mac} what="MAC" />],
        ['Created', `${absolute(node.createdAt)} by ${node.createdBy}`],
        ['Ready since', node.readyAt === null ? 'not yet' : absolute(node.readyAt)],
      ]}
    />
  );
}

function AtOrchestrator({ view }: { readonly view: OrchestratorView }) {
  return (
    <>
      <Facts
        facts={[
          ['Host', <Copyable key="host" text={view.hostId} what="host ID" />],
          [
            'Instance',
            view.instanceId === null ? (
              'none'
            ) : (
              <Copyable key="i" text={view.instanceId} what="instance ID" />
            ),
          ],
          ['OS', view.os ?? 'none'],
        ]}
      />
      <ul className="mt-3 border-t border-line pt-2">
        {view.statuses.map((status) => {
          const [mark, word] = INDICATORS[status.indicator];
          return (
            <li key={status.name} className="flex items-center gap-2 py-0.5">
              <span aria-hidden className={`size-2 rounded-full ${mark}`} />
              <span className="w-24 capitalize">{status.name}</span>
              <span className="w-20 text-xs text-ink-3">{word}</span>
              <span className="min-w-0 truncate text-ink-2" title={status.text}>
                {status.text}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="mt-2 text-xs text-ink-3">
        Last changed <Age at={view.checkedAt} ago />.
      </p>
    </>
  );
}

function DomainXml({ node }: { readonly node: Node }) {
  const { data, error } = useXml(node.id, node.state);
  return (
    <section className="flex min-h-96 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-panel">
      <header className="flex h-11 shrink-0 items-center justify-between border-b border-line pr-1.5 pl-4">
        <h2 className="font-semibold">Domain XML</h2>
        <span className="flex items-center gap-1.5">
          {data !== undefined && <CopyButton text={data} what="XML" />}
          <ExportMenu nodes={[node.name]} />
        </span>
      </header>
      {error ? (
        <div className="p-3">
          <Problem error={error} />
        </div>
      ) : data === undefined ? (
        <div className="p-4">
          <Skeleton className="h-72 w-full" />
        </div>
      ) : (
        <pre
          tabIndex={0}
          aria-label="Domain XML"
          className="max-h-[70vh] flex-1 overflow-auto bg-terminal p-3 text-xs leading-[18px]"
        >
          {data}
        </pre>
      )}
    </section>
  );
}
