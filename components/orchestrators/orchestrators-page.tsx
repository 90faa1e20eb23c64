'use client';
import { counted } from '../../lib/domain/format.ts';
import { Fragment, type ReactNode } from 'react';
import { type Orchestrator } from '../../lib/contract/host.ts';
import { type Node } from '../../lib/contract/node.ts';
import { useMayWrite, useNodes, useOrchestrators } from '../data/hooks.ts';
import { useOwnPage } from '../data/scenarios.ts';
import { storyOf, type Story } from '../timeline/words.ts';
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
  unreachable: ['bg-bad', 'not reachable'],
  refused: ['bg-bad', 'refuses the console'],
};

const KINDS: Readonly<Record<Orchestrator['kind'], string>> = {
  'edge-orchestrator': 'Edge Orchestrator',
  simulator: 'Simulator on the console’s machine',
  none: 'None (serial only)',
};

/** What the kind of an orchestrator means for its nodes. */
const MORE: Readonly<Record<Orchestrator['kind'], readonly (readonly [string, ReactNode])[]>> = {
  'edge-orchestrator': [
    ['Boot', 'EFI HTTP boot of the orchestrator’s boot program, with its CA in the node’s firmware'],
    ['Deleting a node', 'also removes its instance and its host there, unless that is declined'],
  ],
  simulator: [
    ['Boot', 'EFI HTTP boot of the simulator’s boot program, with its CA in the node’s firmware'],
    ['Deleting a node', 'also removes its instance and its host there, unless that is declined'],
    [
      'Compared with a real one',
      'Faster and more forgiving: no release services, proxies or hardware checks',
    ],
  ],
  none: [['Boot', 'nothing to boot from: serial ports and screen only']],
};

/** Where nodes are onboarded and provisioned. */
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
        <Empty title="No orchestrator">Nodes can be created and watched, but nothing onboards them.</Empty>
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
          ['Onboarding', orchestrator.kind === 'none' ? 'none' : 'Non-interactive (nio), interactive (io)'],
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
  const count = (story: Story): number => nodes.filter((node) => storyOf(node) === story).length;
  const parts = [
    [count('live'), 'booting'],
    [count('good'), 'ready'],
    [count('bad') + count('warn'), 'failed'],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return [String(nodes.length), ...words].join(' · ');
}

function OwnPage({ name }: { readonly name: string }) {
  const mayWrite = useMayWrite();
  const open = useOwnPage(name);
  if (!mayWrite) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button isDisabled={open.isPending} onPress={() => open.mutate()}>
        Open the simulator’s page
      </Button>
      <span className="text-xs text-ink-3">
        Hosts, requests and scenarios, in a browser on the console’s machine
      </span>
      {open.error && <Problem error={open.error} />}
    </div>
  );
}
