'use client';
import { useState } from 'react';
import type { OrphanList } from '../../lib/contract/orphan.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed } from '../data/hooks.ts';
import { useOrphans } from '../data/hosts.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { OrphansTable } from './orphans-table.tsx';
import { Removal } from './removal.tsx';

/** What belongs to nobody, and its removal. */
export function OrphansPage() {
  const { data, error, isFetching, refetch } = useOrphans();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayClean = useAllowed('orphans.clean');
  const listed = data?.orphans ?? [];
  const selected = listed.filter(({ id }) => chosen.has(id));
  return (
    <Page
      title="Orphans"
      aside={data && (listed.length === 0 ? 'nothing found' : counted(listed.length, 'orphan'))}
      action={
        <>
          <Button isDisabled={isFetching} onPress={() => void refetch()}>
            {isFetching ? 'Looking …' : 'Look again'}
          </Button>
          {mayClean && <Removal selected={selected} onDone={() => setChosen(new Set())} />}
        </>
      }
    >
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-64" />}
      {data && <Unseen unseen={data.unseen} />}
      {data && listed.length === 0 && (
        <Empty title="Nothing belongs to nobody">
          Domains, disks, networks, firmware files and logs of deleted nodes, and what the Virtual Edge Node
          scripts leave, would be listed here. What other consoles or any domain use never is.
        </Empty>
      )}
      {listed.length > 0 && (
        <OrphansTable orphans={listed} chosen={mayClean ? chosen : null} onChoose={setChosen} />
      )}
    </Page>
  );
}

const Unseen = ({ unseen }: Pick<OrphanList, 'unseen'>) =>
  unseen.length > 0 && (
    <div className="flex flex-col gap-2 px-4 pt-4">
      {unseen.map(({ where, reason }) => (
        <Note key={where} tone="warn" title={`Not looked at: ${where}`}>
          {reason}
        </Note>
      ))}
    </div>
  );
