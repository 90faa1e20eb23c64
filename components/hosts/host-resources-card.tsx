'use client';
import { type HostNetwork, type HostPool } from '../../lib/contract/host-resources.ts';
import { useHostResources } from '../data/hooks.ts';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** The networks, bridges and pools that nodes of the host can use, and who uses them. */
export function HostResourcesCard({ host }: { readonly host: string }) {
  const { data, error } = useHostResources(host);
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
              <Line key={network.name} name={network.name} own={network.own} text={networkText(network)} />
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
    </Card>
  );
}

function networkText({ active, forward, addresses, dhcp, bootProgram, users }: HostNetwork): string {
  return [
    active ? forward : `${forward}, not active`,
    ...addresses,
    ...(dhcp ? [] : ['no DHCP']),
    ...(bootProgram === null ? [] : [`boots ${bootProgram}`]),
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
}

const Line = ({ name, own, text }: LineProps) => (
  <li className="border-b border-line py-1 last:border-b-0">
    <span className="font-mono text-xs">{name}</span>
    {own && <span className="ml-2 text-xs text-ink-3">this console’s</span>}
    <p className="break-words text-ink-2">{text}</p>
  </li>
);
