'use client';
import { Acceleration, HostState } from './host-status.tsx';
import { counted } from '../../lib/domain/format.ts';
import type { Host } from '../../lib/contract/host.ts';
import { useHosts } from '../data/hooks.ts';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { BusiestDomains } from '../usage/busiest-domains.tsx';
import { HostLoad } from '../usage/host-load.tsx';
import { HostMeters } from './host-meters.tsx';

/** The libvirt hosts: state and capacity. */
export function HostsPage() {
  const { data: hosts, error, refetch } = useHosts();
  return (
    <Page title="Hosts" aside={hosts ? counted(hosts.length, 'host') : null}>
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
      {hosts?.length === 0 && <Empty title="No hosts">The server was started without a libvirt URI.</Empty>}
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
      <p className="font-mono text-xs text-ink-2">
        {host.uri}
        {host.versions && ` · libvirt ${host.versions.libvirt} · QEMU ${host.versions.qemu}`}
      </p>
      <Acceleration host={host} />
      {host.state !== 'unreachable' &&
        (host.capacity ? <HostMeters capacity={host.capacity} /> : <Skeleton className="h-28 w-full" />)}
      {host.state === 'connected' && <HostLoad name={host.name} />}
      <Link href={`/hosts/${encodeURIComponent(host.name)}`} className="text-accent hover:underline">
        {trouble === 0
          ? `All ${host.checks.length} checks passed`
          : `${trouble} of ${host.checks.length} checks need attention`}
      </Link>
    </article>
  );
}
