'use client';
import { type Host } from '../../../lib/contract/host.ts';
import { useCapacity } from '../../data/hooks.ts';
import { HostMeters } from '../../hosts/host-meters.tsx';
import { roomWords } from '../../hosts/host-words.tsx';

/** What the host still has to give. */
export function HostCapacity({ host, template }: { readonly host: Host; readonly template: string }) {
  const { data } = useCapacity();
  const room = data?.find((one) => one.host === host.name && one.template === template);
  return (
    <section aria-label="Capacity" className="rounded-md border border-line bg-sunken p-3">
      <p className="mb-2 min-h-5">
        <span className="font-medium">{host.name}</span>{' '}
        <span className="text-ink-2">
          {host.state !== 'connected' ? 'is not connected' : room ? `has ${roomWords(room)}` : ''}
        </span>
      </p>
      {host.capacity && <HostMeters capacity={host.capacity} />}
    </section>
  );
}
