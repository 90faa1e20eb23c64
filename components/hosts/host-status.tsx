import type { Capacity, Host } from '../../lib/contract/host.ts';
import { accelerationReason } from '../../lib/domain/acceleration-reason.ts';
import { Note } from '../ui/note.tsx';

const STATES: Readonly<Record<Host['state'], readonly [string, string]>> = {
  connecting: ['bg-warn animate-breathe', 'connecting'],
  connected: ['bg-good', 'connected'],
  unreachable: ['bg-bad', 'not connected'],
};

export function HostState({ host }: { readonly host: Host }) {
  const [mark, word] = STATES[host.state];
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`size-2 rounded-full ${mark}`} />
      {word}
      {host.settings.maintenance && ', in maintenance'}
    </span>
  );
}

/** How many more nodes fit on a host, and what limits them. */
export const capacityText = ({ fits, limitedBy }: Capacity): string =>
  fits === 0
    ? `no room for another node, limited by ${limitedBy}`
    : `room for ${fits} more, limited by ${limitedBy}`;

/** Whether guests run with KVM and why, or why the host is not connected. */
export function Acceleration({ host }: { readonly host: Host }) {
  if (host.state === 'unreachable')
    return (
      <Note tone="bad" title={host.reason ?? 'The host is not responding.'}>
        {host.fix}
      </Note>
    );
  const found = host.acceleration;
  if (!found)
    return (
      <Note title="Testing hardware acceleration">
        A test machine runs for a few seconds to see whether KVM works.
      </Note>
    );
  return (
    <Note
      tone={found.kind === 'kvm' ? 'good' : 'warn'}
      title={found.kind === 'kvm' ? 'KVM' : 'Software emulation (TCG)'}
    >
      <AccelerationReason found={found} />
    </Note>
  );
}

/** The reason, with QEMU's or libvirt's message behind a disclosure. */
export function AccelerationReason({ found }: { readonly found: NonNullable<Host['acceleration']> }) {
  const { explanation, message } = accelerationReason(found.reason);
  return (
    <>
      <p>
        {explanation} {found.kind === 'tcg' && 'Nodes run and boot several times slower than with KVM.'}
      </p>
      {message !== null && (
        <details>
          <summary className="cursor-pointer text-xs">Details from the host</summary>
          <code className="text-xs break-words">{message}</code>
        </details>
      )}
    </>
  );
}
