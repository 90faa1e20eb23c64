'use client';
import { useState } from 'react';
import { useAllowed, useHostResources } from '../data/hooks.ts';
import { HostSections } from '../hosts/host-sections.tsx';
import { Button } from '../ui/button.tsx';
import { counted } from '../../lib/domain/format.ts';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { PoolCard } from './pool-card.tsx';
import { PoolDialog } from './pool-dialog.tsx';

/** The storage pools of a host, whoever made them, and their volumes. */
export function StoragePage({ host }: { readonly host: string }) {
  const { data, error, refetch } = useHostResources(host);
  const [creating, setCreating] = useState(false);
  const mayWrite = useAllowed('volumes.write');
  const create = mayWrite && (
    <Button kind="primary" onPress={() => setCreating(true)}>
      New pool …
    </Button>
  );
  return (
    <Page
      title={`Storage of ${host}`}
      aside={data && counted(data.pools.length, 'pool')}
      action={data && data.pools.length > 0 && create}
    >
      <HostSections host={host} chosen="storage" />
      <div className="flex flex-col gap-4 p-4">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-64" />}
        {data?.pools.map((pool) => (
          <PoolCard key={pool.name} host={host} pool={pool} />
        ))}
        {data?.pools.length === 0 && (
          <Empty title="No storage pools" action={create}>
            The host has no storage pools. This console makes one for its nodes when it needs it.
          </Empty>
        )}
      </div>
      {creating && <PoolDialog host={host} onClose={() => setCreating(false)} />}
    </Page>
  );
}
