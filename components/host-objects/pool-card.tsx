'use client';
import { useState } from 'react';
import type { HostPool } from '../../lib/contract/host-resources.ts';
import { useChangeHostObject, useHostVolumes } from '../data/host-objects.ts';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toastError } from '../ui/toast-queue.ts';
import { ChangeButton } from './change-button.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { NewVolumeDialog } from './volume-dialogs.tsx';
import { VolumesTable } from './volumes-table.tsx';

interface PoolCardProps {
  readonly host: string;
  readonly pool: HostPool;
}

/** A pool and its volumes. */
export function PoolCard({ host, pool }: PoolCardProps) {
  const { name, active, type, path, capacityGiB, freeGiB, own } = pool;
  const { data, error } = useHostVolumes(host, name);
  const mayWrite = useAllowed('volumes.write');
  return (
    <Card title={name}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 break-words text-ink-2">
          {[type, path, active ? `${freeGiB} of ${capacityGiB} GiB free` : 'not active']
            .filter((text) => text !== null)
            .join(' · ')}
        </p>
        {mayWrite && <PoolActions host={host} pool={pool} />}
      </div>
      {own && <p className="mb-2 text-ink-3">This console makes it by itself, for its nodes and images.</p>}
      {error && !data && <Problem error={error} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.length === 0 && (
        <p className="text-ink-3">{active ? 'No volumes.' : 'Its volumes are shown when it is started.'}</p>
      )}
      {data && data.length > 0 && <VolumesTable host={host} own={own} volumes={data} />}
    </Card>
  );
}

function PoolActions({ host, pool: { name, active, own } }: PoolCardProps) {
  const change = useChangeHostObject(host);
  const [asked, setAsked] = useState<'new' | 'upload' | null>(null);
  const refusal = own ? 'this console makes it by itself' : null;
  const quiet = (label: string, aria: string, isDisabled: boolean, onPress: () => void) => (
    <Button
      kind="quiet"
      className="h-6 px-2 text-xs"
      aria-label={aria}
      isDisabled={isDisabled}
      onPress={onPress}
    >
      {label}
    </Button>
  );
  const close = (): void => setAsked(null);
  return (
    <span className="ml-auto flex flex-wrap items-center">
      {active && !own && (
        <>
          {quiet('New volume …', `New volume in ${name}`, false, () => setAsked('new'))}
          {quiet('Upload …', `Upload into ${name}`, false, () => setAsked('upload'))}
          {quiet('Refresh', `Refresh ${name}`, change.isPending, () =>
            change.mutate({ kind: 'pool', name, action: 'refresh' }, { onError: toastError }),
          )}
        </>
      )}
      <ChangeButton
        host={host}
        label={active ? 'Stop' : 'Start'}
        change={{ kind: 'pool', name, action: active ? 'stop' : 'start' }}
        risk={active ? 'Its volumes stay, but cannot be used through libvirt until it is started.' : null}
        refusal={refusal}
      />
      <ChangeButton
        host={host}
        label="Remove"
        change={{ kind: 'pool', name, action: 'remove' }}
        risk="Its definition is removed. Its files stay."
        refusal={refusal}
      />
      {asked === 'new' && <NewVolumeDialog host={host} pool={name} onClose={close} />}
      {asked === 'upload' && <UploadDialog host={host} pool={name} volume={null} onClose={close} />}
    </span>
  );
}
