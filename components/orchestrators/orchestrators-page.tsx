'use client';
import { Fragment } from 'react';
import { useRouter } from 'next/navigation';
import Plus from 'lucide-react/icons/plus';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed, useOrchestrators } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { bootsNodes } from '../../lib/domain/default-orchestrator.ts';
import { ADD_PATH } from './kinds.ts';
import { OrchestratorCard } from './orchestrator-card.tsx';
import { Scenarios } from './scenarios.tsx';

/** The orchestrators that onboard and provision nodes. */
export function OrchestratorsPage() {
  const { data, error, refetch } = useOrchestrators();
  const mayWrite = useAllowed('orchestrators.write');
  const nothing = data !== undefined && !data.some(bootsNodes);
  return (
    <Page
      title="Orchestrators"
      aside={data ? counted(data.length, 'orchestrator') : null}
      action={mayWrite && !nothing && <AddButton />}
    >
      {nothing && (
        <Empty title="Nothing to boot from over the network" action={mayWrite && <AddButton />}>
          Nodes can boot from images and media. To have them onboarded, or booted over the network, add an
          Edge Orchestrator or an HTTP boot server.
          {!mayWrite && ' An administrator can do that.'}
        </Empty>
      )}
      <div className="grid items-start gap-4 p-4 lg:grid-cols-2">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-40 w-full" />}
        {data?.map((one) => (
          <Fragment key={one.name}>
            <OrchestratorCard orchestrator={one} />
            {one.kind === 'simulator' && <Scenarios orchestrator={one.name} />}
          </Fragment>
        ))}
      </div>
    </Page>
  );
}

function AddButton() {
  const router = useRouter();
  return (
    <Button kind="primary" onPress={() => router.push(ADD_PATH)}>
      <Plus size={15} /> Add orchestrator
    </Button>
  );
}
