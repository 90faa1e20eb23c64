'use client';
import { useState } from 'react';
import type { HostNetwork, HostPool } from '../../lib/contract/host-resources.ts';
import { useAllowed, useHostResources } from '../data/hooks.ts';
import { BootOptionsDialog } from '../networks/boot-options-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** The networks, bridges and pools that nodes of the host can use, and who uses them. */
export function HostResourcesCard({ host }: { readonly host: string }) {
  const { data, error } = useHostResources(host);
  const mayChange = useAllowed('networks.write');
  const [changing, setChanging] = useState<string | null>(null);
  return (
    <Card title="Networks and storage">
      {error ? (
        <Problem error={error} />
      ) : data === undefined ? (
        <Skeleton className="h-28 w-full" />
      ) : (
        <div className="flex flex-col gap-3">
          <List title="Networks" none="None.">
            {data.networks.map((network) => (
              <Line key={network.name} name={network.name} own={network.own} text={networkText(network)}>
                {mayChange && !network.own && network.dhcp && (
                  <Button
                    kind="quiet"
                    className="-my-1 ml-auto h-6 px-2 text-xs"
                    aria-label={`Boot options of ${network.name}`}
                    onPress={() => setChanging(network.name)}
                  >
                    Boot options …
                  </Button>
                )}
              </Line>
            ))}
          </List>
          <List
            title="Bridges"
            none={data.bridges === null ? 'Not visible: the host is another machine.' : 'None.'}
          >
            {(data.bridges ?? []).map(({ name, ports }) => (
              <Line key={name} name={name} own={false} text={ports.join(', ') || 'nothing connected'} />
            ))}
          </List>
          <List title="Storage pools" none="None.">
            {data.pools.map((pool) => (
              <Line key={pool.name} name={pool.name} own={pool.own} text={poolText(pool)} />
            ))}
          </List>
        </div>
      )}
      {changing !== null && (
        <BootOptionsDialog host={host} network={changing} onClose={() => setChanging(null)} />
      )}
    </Card>
  );
}

function networkText({ active, forward, addresses, dhcp, bootProgram, ...rest }: HostNetwork): string {
  const { optionsOf, users } = rest;
  return [
    active ? forward : `${forward}, not active`,
    ...addresses,
    ...(dhcp ? [] : ['no DHCP']),
    ...(bootProgram === null ? [] : [`boots ${bootProgram}`]),
    ...(optionsOf === null ? [] : [`with the options of ${optionsOf}, added here`]),
    users.length === 0 ? 'unused' : `used by ${users.join(', ')}`,
  ].join(' · ');
}

function poolText({ active, type, path, capacityGiB, freeGiB, volumes }: HostPool): string {
  return [
    type,
    ...(path === null ? [] : [path]),
    active ? `${freeGiB} of ${capacityGiB} GiB free, ${volumes} volumes` : 'not active',
  ].join(' · ');
}

interface ListProps {
  readonly title: string;
  readonly none: string;
  readonly children: readonly React.ReactNode[];
}

const List = ({ title, none, children }: ListProps) => (
  <section>
    <h3 className="text-xs font-medium text-ink-3">{title}</h3>
    {children.length === 0 ? <p className="text-ink-3">{none}</p> : <ul>{children}</ul>}
  </section>
);

interface LineProps {
  readonly name: string;
  readonly own: boolean;
  readonly text: string;
  readonly children?: React.ReactNode;
}

const Line = ({ name, own, text, children }: LineProps) => (
  <li className="border-b border-line py-1 last:border-b-0">
    <div className="flex items-baseline gap-2">
      <span className="font-mono text-xs">{name}</span>
      {own && <span className="text-xs text-ink-3">this console’s</span>}
      {children}
    </div>
    <p className="break-words text-ink-2">{text}</p>
  </li>
);
