'use client';
import { statusOf, type NodeStatus } from '../../lib/report/node-status.ts';
import { counted } from '../../lib/domain/format.ts';
import { Fragment, type ReactNode } from 'react';
import { type Orchestrator } from '../../lib/contract/orchestrator.ts';
import { type Node } from '../../lib/contract/node.ts';
import { useNodes, useOrchestrators, useAllowed } from '../data/hooks.ts';
import { useOwnPage } from '../data/scenarios.ts';
import { Button } from '../ui/button.tsx';
import { Copyable } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Note } from '../ui/note.tsx';
import { Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Scenarios } from './scenarios.tsx';

const STATES: Readonly<Record<Orchestrator['state'], readonly [string, string]>> = {
  starting: ['bg-warn animate-breathe', 'starting'],
  ok: ['bg-good', 'ready'],
  unreachable: ['bg-bad', 'unreachable'],
  refused: ['bg-bad', 'access denied'],
};

const KINDS: Readonly<Record<Orchestrator['kind'], string>> = {
  'edge-orchestrator': 'Edge Orchestrator',
  simulator: 'Built-in simulator',
  'http-boot': 'HTTP boot server',
  none: 'None (serial consoles only)',
};

/** What each kind of orchestrator means for its nodes. */
const MORE: Readonly<Record<Orchestrator['kind'], readonly (readonly [string, ReactNode])[]>> = {
  'edge-orchestrator': [
    ['Boot', 'UEFI HTTP boot, with the orchestrator’s CA in the node’s firmware'],
    ['Deleting a node', 'Also removes its instance and host, unless you choose otherwise'],
  ],
  simulator: [
    ['Boot', 'UEFI HTTP boot, with the simulator’s CA in the node’s firmware'],
    ['Deleting a node', 'Also removes its instance and host, unless you choose otherwise'],
    [
      'Differences',
      'Faster and more tolerant than a real one: no release service, proxies or hardware checks',
    ],
  ],
  'http-boot': [
    ['Boot', 'UEFI HTTP boot from this address'],
    ['Ready', 'When the installed system shows its login prompt'],
  ],
  none: [['Boot', 'Nothing to boot from: serial consoles and screen only']],
};

/** The orchestrators that onboard and provision nodes. */
export function OrchestratorsPage() {
  const { data, error, refetch } = useOrchestrators();
  return (
    <Page title="Orchestrators" aside={data ? counted(data.length, 'orchestrator') : null}>
      <div className="grid gap-4 p-4 lg:grid-cols-2">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-40 w-full" />}
        {data?.map((one) => (
          <Fragment key={one.name}>
            <Entry orchestrator={one} />
            {one.kind === 'simulator' && <Scenarios orchestrator={one.name} />}
          </Fragment>
        ))}
      </div>
      {data?.length === 0 && (
        <Empty title="No orchestrators">Nodes can be created and started, but nothing onboards them.</Empty>
      )}
    </Page>
  );
}

function Entry({ orchestrator }: { readonly orchestrator: Orchestrator }) {
  const { data: nodes } = useNodes();
  const [mark, word] = STATES[orchestrator.state];
  const here = nodes?.filter((node) => node.orchestrator === orchestrator.name) ?? [];
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-line bg-panel p-4">
      <header className="flex items-baseline justify-between">
        <h2 className="text-base font-semibold">{orchestrator.name}</h2>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`size-2 rounded-full ${mark}`} /> {word}
        </span>
      </header>
      <Facts
        facts={[
          ['Kind', KINDS[orchestrator.kind]],
          [
            'Address',
            orchestrator.url === null ? (
              'none'
            ) : (
              <Copyable key="url" text={orchestrator.url} what="address" />
            ),
          ],
          ['Nodes', <NodeCounts key="nodes" nodes={here} />],
          [
            'Onboarding',
            orchestrator.kind === 'none' || orchestrator.kind === 'http-boot'
              ? 'none'
              : 'Non-interactive and interactive',
          ],
          ...MORE[orchestrator.kind],
        ]}
      />
      {orchestrator.reason !== null && (
        <Note tone={orchestrator.state === 'starting' ? 'plain' : 'bad'} title={orchestrator.reason}>
          {orchestrator.fix}
        </Note>
      )}
      {orchestrator.kind === 'simulator' && <OwnPage name={orchestrator.name} />}
    </article>
  );
}

function NodeCounts({ nodes }: { readonly nodes: readonly Node[] }) {
  const count = (story: NodeStatus): number => nodes.filter((node) => statusOf(node) === story).length;
  const parts = [
    [count('live'), 'booting'],
    [count('good'), 'ready'],
    [count('bad') + count('warn'), 'failed'],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return [String(nodes.length), ...words].join(' · ');
}

function OwnPage({ name }: { readonly name: string }) {
  const mayWrite = useAllowed('scenarios.write');
  const open = useOwnPage(name);
  if (!mayWrite) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button isDisabled={open.isPending} onPress={() => open.mutate()}>
        Open the simulator
      </Button>
      <span className="text-xs text-ink-3">
        Its hosts, requests and scenarios; opens only on the console’s own machine
      </span>
      {open.error && <Problem error={open.error} />}
    </div>
  );
}
