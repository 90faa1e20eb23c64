'use client';
import { useMemo } from 'react';
import Unplug from 'lucide-react/icons/unplug';
import type { Host } from '../../lib/contract/host.ts';
import { useHosts } from '../data/hooks.ts';
import { Link } from '../ui/link.tsx';

/** Disconnected hosts by name; the state of their nodes is the last known one. */
export function useDisconnectedHosts(): ReadonlyMap<string, Host> {
  const { data: hosts } = useHosts();
  return useMemo(
    () => new Map(hosts?.filter((host) => host.state !== 'connected').map((host) => [host.name, host])),
    [hosts],
  );
}

/** On a node's page: its host is disconnected, why, and what to do. */
export function HostDisconnected({ host }: { readonly host: Host }) {
  return (
    <section aria-label="Its host" className="flex gap-3 border-y border-warn/40 bg-warn-soft px-4 py-2">
      <Unplug aria-hidden size={18} className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          Host{' '}
          <Link href={`/hosts/${encodeURIComponent(host.name)}`} className="underline">
            {host.name}
          </Link>{' '}
          is not connected{host.reason === null ? '.' : ':'}{' '}
          <span className="font-normal text-ink-2">{host.reason}</span>
        </p>
        <p className="text-ink-2">
          The node’s last known state is shown.
          {host.fix !== null && (
            <>
              {' '}
              <span className="font-medium text-ink">Next:</span> {host.fix}
            </>
          )}
        </p>
      </div>
    </section>
  );
}
