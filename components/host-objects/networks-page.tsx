'use client';
import { useState } from 'react';
import type { HostNetwork } from '../../lib/contract/host-resources.ts';
import { useHostNetwork } from '../data/host-objects.ts';
import { useAllowed, useHostResources } from '../data/hooks.ts';
import { HostSections } from '../hosts/host-sections.tsx';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TD, TH } from '../ui/style.ts';
import { ChangeButton } from './change-button.tsx';

/** The networks of a host, whoever made them, with their leases. */
export function NetworksPage({ host }: { readonly host: string }) {
  const { data, error, refetch } = useHostResources(host);
  const [chosen, setChosen] = useState<string | null>(null);
  const mayWrite = useAllowed('networks.write');
  return (
    <Page title={`Networks of ${host}`}>
      <HostSections host={host} chosen="networks" />
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-64" />}
      {data && (
        <ScrollX label="Networks">
          <table className="stacked w-full">
            <thead>
              <tr className="border-b border-line">
                {['Name', 'State', 'Forward', 'Addresses', 'Used by', ''].map((title, index) => (
                  <th key={title} className={index === 0 ? `${TH} pl-4` : TH}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.networks.map((network) => (
                <NetworkRow
                  key={network.name}
                  host={host}
                  network={network}
                  mayWrite={mayWrite}
                  onShow={() => setChosen(network.name)}
                />
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {chosen !== null && <Leases host={host} name={chosen} />}
    </Page>
  );
}

interface NetworkRowProps {
  readonly host: string;
  readonly network: HostNetwork;
  readonly mayWrite: boolean;
  readonly onShow: () => void;
}

function NetworkRow({ host, network, mayWrite, onShow }: NetworkRowProps) {
  const { name, active, forward, addresses, users, own } = network;
  const refusal = own ? 'this console makes it by itself' : null;
  const inUse = users.length > 0 ? `it is used by ${users.join(', ')}` : null;
  const action = active ? 'stop' : 'start';
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4 font-mono text-xs font-medium`}>{name}</td>
      <td className={TD}>{active ? 'active' : 'not active'}</td>
      <td className={TD}>{forward}</td>
      <td className={`${TD} font-mono text-xs`}>{addresses.join(', ')}</td>
      <td className={`${TD} text-ink-2`}>{users.join(', ') || 'nobody'}</td>
      <td className={`${TD} text-right`}>
        <Button kind="quiet" className="h-6 px-2 text-xs" aria-label={`Leases of ${name}`} onPress={onShow}>
          Leases
        </Button>
        {mayWrite && (
          <>
            <ChangeButton
              host={host}
              label={active ? 'Stop' : 'Start'}
              change={{ kind: 'network', name, action }}
              risk={active ? 'Guests in it lose their connection until they are started again.' : null}
              refusal={refusal}
            />
            <ChangeButton
              host={host}
              label="Remove"
              change={{ kind: 'network', name, action: 'remove' }}
              risk="It is stopped, and its definition is removed."
              refusal={refusal ?? inUse}
            />
          </>
        )}
      </td>
    </tr>
  );
}

function Leases({ host, name }: { readonly host: string; readonly name: string }) {
  const { data, error } = useHostNetwork(host, name);
  return (
    <div className="p-4">
      <Card title={`Leases of ${name}`}>
        {error && <Problem error={error} />}
        {!data && !error && <Skeleton className="h-16" />}
        {data?.leases.length === 0 && <p className="text-ink-3">None.</p>}
        {data && data.leases.length > 0 && (
          <Facts
            facts={data.leases.map(({ address, mac, hostname }) => [
              address,
              [mac, hostname].filter((text) => text !== null).join(' · '),
            ])}
          />
        )}
      </Card>
    </div>
  );
}
