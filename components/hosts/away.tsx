'use client';
import { useMemo } from 'react';
import Unplug from 'lucide-react/icons/unplug';
import { type Host } from '../../lib/contract/host.ts';
import { useHosts } from '../data/hooks.ts';
import { Link } from '../ui/link.tsx';

/** The hosts that do not answer, by name: what is shown of their nodes is the last known state. */
export function useHostsAway(): ReadonlyMap<string, Host> {
  const { data: hosts } = useHosts();
  return useMemo(
    () => new Map(hosts?.filter((host) => host.state !== 'connected').map((host) => [host.name, host])),
    [hosts],
  );
}

/** On a node: its host does not answer, why, and what to do. */
export function HostAway({ host }: { readonly host: Host }) {
  return (
    <section aria-label="Its host" className="flex gap-3 border-y border-warn/40 bg-warn-soft px-4 py-2">
      <Unplug aria-hidden size={18} className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          Its host{' '}
          <Link href={`/hosts/${encodeURIComponent(host.name)}`} className="underline">
            {host.name}
          </Link>{' '}
          is not connected{host.reason === null ? '.' : ':'}{' '}
          <span className="font-normal text-ink-2">{host.reason}</span>
        </p>
        <p className="text-ink-2">
          What is shown of the node is its last known state.
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
