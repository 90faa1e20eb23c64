'use client';
import { type Orchestrator } from '../../lib/contract/host.ts';
import { useNodes, useOrchestrators } from '../data/hooks.ts';
import { Copyable } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Note } from '../ui/note.tsx';
import { Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const STATES: Readonly<Record<Orchestrator['state'], readonly [string, string]>> = {
  starting: ['bg-warn animate-breathe', 'coming up'],
  ok: ['bg-good', 'usable'],
  unreachable: ['bg-bad', 'not reachable'],
  refused: ['bg-bad', 'refuses us'],
};

const KINDS: Readonly<Record<Orchestrator['kind'], string>> = {
  'edge-orchestrator': 'Edge Orchestrator',
  simulator: 'Simulator on this machine',
  none: 'None (serial only)',
};

/** Who takes the nodes in. */
export function OrchestratorsPage() {
  const { data, error, refetch } = useOrchestrators();
  return (
    <Page title="Orchestrators" aside={data ? `${data.length} that nodes can be onboarded to` : null}>
      <div className="grid gap-4 p-4 lg:grid-cols-2">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-40 w-full" />}
        {data?.map((one) => (
          <Entry key={one.name} orchestrator={one} />
        ))}
      </div>
      {data?.length === 0 && (
        <Empty title="No orchestrator">Nodes can be created and watched, and nobody takes them in.</Empty>
      )}
    </Page>
  );
}

function Entry({ orchestrator }: { readonly orchestrator: Orchestrator }) {
  const { data: nodes } = useNodes();
  const [mark, word] = STATES[orchestrator.state];
  const count = nodes?.filter((node) => node.orchestrator === orchestrator.name).length ?? 0;
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
          ['Nodes', String(count)],
        ]}
      />
      {orchestrator.reason !== null && (
        <Note tone={orchestrator.state === 'starting' ? 'plain' : 'bad'} title={orchestrator.reason}>
          {orchestrator.fix}
        </Note>
      )}
    </article>
  );
}
