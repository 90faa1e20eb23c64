'use client';
import { useRouter } from 'next/navigation';
import Plus from 'lucide-react/icons/plus';
import { Acceleration, HostState } from './host-status.tsx';
import { counted } from '../../lib/domain/format.ts';
import type { Host } from '../../lib/contract/host.ts';
import { useAllowed, useHosts } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { BusiestDomains } from '../usage/busiest-domains.tsx';
import { HostLoad } from '../usage/host-load.tsx';
import { HostMeters } from './host-meters.tsx';
import { ADD_HOST_PATH } from '../ui/paths.ts';

/** The libvirt hosts: state and capacity. */
export function HostsPage() {
  const { data: hosts, error, refetch } = useHosts();
  const mayWrite = useAllowed('hosts.write');
  return (
    <Page
      title="Hosts"
      aside={hosts ? counted(hosts.length, 'host') : null}
      action={
        <>
          <Link href="/orphans" className="px-2 text-accent hover:underline">
            Orphans
          </Link>
          {mayWrite && hosts?.length !== 0 && <AddButton />}
        </>
      }
    >
      <div className="grid gap-4 p-4 lg:grid-cols-2 2xl:grid-cols-3">
        {error && !hosts && <Problem error={error} retry={() => void refetch()} />}
        {!hosts && !error && <Skeleton className="h-64 w-full" />}
        {hosts?.map((host) => (
          <HostCard key={host.name} host={host} />
        ))}
      </div>
      {hosts !== undefined && hosts.length > 0 && (
        <div className="px-4 pb-4">
          <BusiestDomains />
        </div>
      )}
      {hosts?.length === 0 && (
        <Empty title="No hosts" action={mayWrite && <AddButton />}>
          Nodes run on machines with libvirt. {!mayWrite && 'An administrator can add one.'}
        </Empty>
      )}
    </Page>
  );
}

function HostCard({ host }: { readonly host: Host }) {
  const trouble = host.checks.filter((check) => check.status !== 'ok').length;
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-line bg-panel p-4">
      <header className="flex items-baseline justify-between gap-3">
        <h2 className="text-base font-semibold">
          <Link href={`/hosts/${encodeURIComponent(host.name)}`} className="hover:underline">
            {host.name}
          </Link>
        </h2>
        <HostState host={host} />
      </header>
      <p className="font-mono text-xs break-words text-ink-2">
        {host.uri}
        {host.versions && ` · libvirt ${host.versions.libvirt} · QEMU ${host.versions.qemu}`}
      </p>
      <Labels labels={host.settings.labels} />
      <Acceleration host={host} />
      {host.state !== 'unreachable' &&
        (host.capacity ? (
          <HostMeters capacity={host.capacity} settings={host.settings} />
        ) : (
          <Skeleton className="h-28 w-full" />
        ))}
      {host.state === 'connected' && <HostLoad name={host.name} />}
      <Link href={`/hosts/${encodeURIComponent(host.name)}`} className="text-accent hover:underline">
        {trouble === 0
          ? `All ${host.checks.length} checks passed`
          : `${trouble} of ${host.checks.length} checks need attention`}
      </Link>
    </article>
  );
}

const Labels = ({ labels }: { readonly labels: readonly string[] }) =>
  labels.length === 0 ? null : (
    <ul aria-label="Labels" className="flex flex-wrap gap-1">
      {labels.map((label) => (
        <li key={label} className="rounded-sm bg-sunken px-1.5 font-mono text-xs">
          {label}
        </li>
      ))}
    </ul>
  );

function AddButton() {
  const router = useRouter();
  return (
    <Button kind="primary" onPress={() => router.push(ADD_HOST_PATH)}>
      <Plus size={15} /> Add host
    </Button>
  );
}
