'use client';
import { statusOf, type NodeStatus } from '../../lib/report/node-status.ts';
import type { ReactNode } from 'react';
import type { Node } from '../../lib/contract/node.ts';
import type { Orchestrator } from '../../lib/contract/orchestrator.ts';
import { onboardingText } from '../../lib/domain/onboarding-facts.ts';
import { useAllowed, useNodes } from '../data/hooks.ts';
import { useOwnPage } from '../data/scenarios.ts';
import { Button } from '../ui/button.tsx';
import { Copyable } from '../ui/copy.tsx';
import { Note } from '../ui/note.tsx';
import { Facts } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { CardActions } from './card-actions.tsx';
import { Link } from '../ui/link.tsx';
import { Policy } from './policy.tsx';
import { hasProject, hostsPath, KIND_TITLES, STATE_WORDS } from './kinds.ts';

const MARKS: Readonly<Record<Orchestrator['state'], string>> = {
  starting: 'bg-warn animate-breathe',
  ok: 'bg-good',
  unreachable: 'bg-bad',
  refused: 'bg-bad',
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
    ['Ready', 'When the installed system shows its login prompt, or as the template says'],
  ],
  none: [
    ['Boot', 'From a medium, a cloud image, an iPXE disk or what is on the disk'],
    ['Ready', 'When the installed system shows its login prompt, or as the template says'],
  ],
};

/** An orchestrator: where it is, how it is, and what can be done with it. */
export function OrchestratorCard({ orchestrator }: { readonly orchestrator: Orchestrator }) {
  const { data: nodes } = useNodes();
  const here = nodes?.filter((node) => node.orchestrator === orchestrator.name) ?? [];
  const onboarding = onboardingText(orchestrator);
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-line bg-panel p-4">
      <header className="flex items-baseline justify-between">
        <h2 className="text-base font-semibold">{orchestrator.name}</h2>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`size-2 rounded-full ${MARKS[orchestrator.state]}`} />{' '}
          {STATE_WORDS[orchestrator.state]}
        </span>
      </header>
      <Facts
        facts={[
          ['Kind', KIND_TITLES[orchestrator.kind]],
          ...(orchestrator.url === null
            ? []
            : [['Address', <Copyable key="url" text={orchestrator.url} what="address" />] as const]),
          ['Nodes', <NodeCounts key="nodes" nodes={here} />],
          ...(hasProject(orchestrator)
            ? ([
                ['Hosts', <HostsLink key="hosts" name={orchestrator.name} />],
                ['OS', <Policy key="os" orchestrator={orchestrator.name} />],
              ] as const)
            : []),
          ...(onboarding === null ? [] : [['Onboarding', onboarding] as const]),
          ...MORE[orchestrator.kind],
        ]}
      />
      {orchestrator.reason !== null && (
        <Note tone={orchestrator.state === 'starting' ? 'plain' : 'bad'} title={orchestrator.reason}>
          {orchestrator.fix}
        </Note>
      )}
      {orchestrator.kind === 'simulator' && <OwnPage name={orchestrator.name} />}
      {!orchestrator.builtIn && <CardActions orchestrator={orchestrator} nodes={here} />}
    </article>
  );
}

const HostsLink = ({ name }: { readonly name: string }) => (
  <Link href={hostsPath(name)} className="text-accent hover:underline">
    All hosts of the project
  </Link>
);

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
