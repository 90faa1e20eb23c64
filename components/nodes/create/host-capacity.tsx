'use client';
import { capacityText } from '../../hosts/host-status.tsx';
import type { Host } from '../../../lib/contract/host.ts';
import { capacityFor, type NodeSize } from '../../../lib/domain/capacity.ts';
import { HostMeters } from '../../hosts/host-meters.tsx';

/** The host's free resources, and how many machines of the requested size fit. */
export function HostCapacity({ host, size }: { readonly host: Host; readonly size: NodeSize }) {
  return (
    <section aria-label="Capacity" className="mt-auto rounded-md border border-line bg-panel p-3">
      <p className="mb-2 flex min-h-5 justify-between gap-3 text-xs">
        <span className="font-medium">Host {host.name}</span>
        <span className="text-ink-2">
          {host.state === 'connected' ? capacityText(capacityFor(host, '', size)) : 'not connected'}
        </span>
      </p>
      {host.capacity && <HostMeters capacity={host.capacity} settings={host.settings} pool={size.pool} />}
    </section>
  );
}
