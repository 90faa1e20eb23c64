'use client';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import type { HostNetwork } from '../../lib/contract/host-resources.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed, useHostResources } from '../data/hooks.ts';
import { HostSections } from '../hosts/host-sections.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TD } from '../ui/style.ts';
import { useSearch } from '../ui/search.ts';
import { ChangeButton } from './change-button.tsx';
import { UsersCell } from './users-cell.tsx';
import { NetworkDetails } from './network-details.tsx';
import { TableHead } from '../ui/table-head.tsx';

const NetworkDialog = dynamic(async () => (await import('./network-dialog.tsx')).NetworkDialog);
const NetworkXmlDialog = dynamic(async () => (await import('./network-xml-dialog.tsx')).NetworkXmlDialog);

/** The networks of a host, whoever made them, with their leases. */
export function NetworksPage({ host }: { readonly host: string }) {
  const { data, error, refetch } = useHostResources(host);
  const [chosen, setChosen] = useSearch('network');
  const [creating, setCreating] = useState(false);
  const [xmlOf, setXmlOf] = useState<string | null>(null);
  const mayWrite = useAllowed('networks.write');
  const create = mayWrite && (
    <Button kind="primary" onPress={() => setCreating(true)}>
      New network …
    </Button>
  );
  return (
    <Page
      title={`Networks of ${host}`}
      aside={data && counted(data.networks.length, 'network')}
      action={data && data.networks.length > 0 && create}
    >
      <HostSections host={host} chosen="networks" />
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-64" />}
      {data?.networks.length === 0 && (
        <Empty title="No networks" action={create}>
          The host has no networks of libvirt’s. This console makes one for its nodes when it needs it.
        </Empty>
      )}
      {data && data.networks.length > 0 && (
        <NetworksTable
          networks={data.networks}
          {...{ host, chosen, mayWrite }}
          onDetails={(name) => setChosen(name === chosen ? '' : name)}
          onXml={setXmlOf}
        />
      )}
      {chosen !== '' && <NetworkDetails host={host} name={chosen} onClose={() => setChosen('')} />}
      {creating && <NetworkDialog host={host} onMade={setChosen} onClose={() => setCreating(false)} />}
      {xmlOf !== null && <NetworkXmlDialog host={host} name={xmlOf} onClose={() => setXmlOf(null)} />}
    </Page>
  );
}

interface TableProps {
  readonly host: string;
  readonly chosen: string;
  readonly mayWrite: boolean;
  readonly onDetails: (name: string) => void;
  readonly onXml: (name: string) => void;
}

const NetworksTable = ({ networks, ...rest }: TableProps & { readonly networks: readonly HostNetwork[] }) => (
  <ScrollX label="Networks">
    <table className="stacked w-full">
      <TableHead columns={['Name', 'State', 'Forward', 'Addresses', 'Used by']} />
      <tbody>
        {networks.map((network) => (
          <NetworkRow key={network.name} network={network} {...rest} />
        ))}
      </tbody>
    </table>
  </ScrollX>
);

function NetworkRow({
  host,
  network,
  chosen,
  mayWrite,
  onDetails,
  onXml,
}: TableProps & { readonly network: HostNetwork }) {
  const { name, active, forward, addresses, users, own } = network;
  const refusal = own ? 'this console makes it by itself' : null;
  const inUse = users.length > 0 ? `it is used by ${users.join(', ')}` : null;
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4 font-mono text-xs font-medium`}>{name}</td>
      <td className={TD}>{active ? 'active' : 'not active'}</td>
      <td className={TD}>{forward}</td>
      <td className={`${TD} font-mono text-xs`}>{addresses.join(', ')}</td>
      <UsersCell users={users} />
      <td className={`${TD} text-right`} data-whole>
        <Button
          kind="quiet"
          className="h-6 px-2 text-xs"
          aria-label={`Leases of ${name}`}
          aria-expanded={name === chosen}
          onPress={() => onDetails(name)}
        >
          Leases
        </Button>
        <Button
          kind="quiet"
          className="h-6 px-2 text-xs"
          aria-label={`XML of ${name}`}
          onPress={() => onXml(name)}
        >
          XML
        </Button>
        {mayWrite && (
          <>
            <ChangeButton
              host={host}
              label={active ? 'Stop' : 'Start'}
              change={{ kind: 'network', name, action: active ? 'stop' : 'start' }}
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
