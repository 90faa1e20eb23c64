'use client';
import type { HostPool } from '../../lib/contract/host-resources.ts';
import type { HostVolume } from '../../lib/contract/host-pool.ts';
import { bytes } from '../../lib/domain/format.ts';
import { useHostVolumes, volumeAddress } from '../data/host-objects.ts';
import { useAllowed, useHostResources } from '../data/hooks.ts';
import { HostSections } from '../hosts/host-sections.tsx';
import { Card, Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TD, TH } from '../ui/style.ts';
import { ChangeButton } from './change-button.tsx';

/** The storage pools of a host, whoever made them, and their volumes. */
export function StoragePage({ host }: { readonly host: string }) {
  const { data, error, refetch } = useHostResources(host);
  return (
    <Page title={`Storage of ${host}`}>
      <HostSections host={host} chosen="storage" />
      <div className="flex flex-col gap-4 p-4">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-64" />}
        {data?.pools.map((pool) => (
          <PoolCard key={pool.name} host={host} pool={pool} />
        ))}
        {data?.pools.length === 0 && <p className="text-ink-3">The host has no storage pools.</p>}
      </div>
    </Page>
  );
}

function PoolCard({ host, pool }: { readonly host: string; readonly pool: HostPool }) {
  const { name, active, type, path, capacityGiB, freeGiB, own } = pool;
  const { data, error } = useHostVolumes(host, name);
  const mayWrite = useAllowed('volumes.write');
  const refusal = own ? 'this console makes it by itself' : null;
  return (
    <Card title={name}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3">
        <p className="min-w-0 break-words text-ink-2">
          {[type, path, active ? `${freeGiB} of ${capacityGiB} GiB free` : 'not active']
            .filter((text) => text !== null)
            .join(' · ')}
        </p>
        <span className="ml-auto" />
        {mayWrite && (
          <>
            <ChangeButton
              host={host}
              label={active ? 'Stop' : 'Start'}
              change={{ kind: 'pool', name, action: active ? 'stop' : 'start' }}
              risk={
                active ? 'Its volumes stay, but cannot be used through libvirt until it is started.' : null
              }
              refusal={refusal}
            />
            <ChangeButton
              host={host}
              label="Remove"
              change={{ kind: 'pool', name, action: 'remove' }}
              risk="Its definition is removed. Its files stay."
              refusal={refusal}
            />
          </>
        )}
      </div>
      {error && <Problem error={error} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data && data.length === 0 && <p className="text-ink-3">No volumes.</p>}
      {data && data.length > 0 && <Volumes host={host} own={own} volumes={data} />}
    </Card>
  );
}

interface VolumesProps {
  readonly host: string;
  readonly own: boolean;
  readonly volumes: readonly HostVolume[];
}

function Volumes({ host, own, volumes }: VolumesProps) {
  const mayRead = useAllowed('volumes.read');
  const mayWrite = useAllowed('volumes.write');
  return (
    <ScrollX label="Volumes">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            {['Volume', 'Format', 'Size', 'On disk', 'Used by', ''].map((title) => (
              <th key={title} className={TH}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {volumes.map(({ pool, name, format, capacityBytes, allocationBytes, users }) => (
            <tr key={name} className="border-b border-line last:border-b-0">
              <td className={`${TD} font-mono text-xs`}>{name}</td>
              <td className={TD}>{format}</td>
              <td className={TD}>{bytes(capacityBytes)}</td>
              <td className={TD}>{bytes(allocationBytes)}</td>
              <td className={`${TD} text-ink-2`}>{users.join(', ') || 'nobody'}</td>
              <td className={`${TD} text-right`}>
                {mayRead && (
                  <a
                    className="px-2 text-xs text-accent hover:underline"
                    aria-label={`Download ${name}`}
                    href={volumeAddress(host, pool, name)}
                    download={name}
                  >
                    Download
                  </a>
                )}
                {mayWrite && !own && (
                  <ChangeButton
                    host={host}
                    label="Delete"
                    change={{ kind: 'volume', pool, name, action: 'remove' }}
                    risk="The volume and its bytes are deleted. This cannot be undone."
                    refusal={users.length > 0 ? `it is used by ${users.join(', ')}` : null}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
