import { type Capacity, type Host } from '../../lib/contract/host.ts';
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
    </span>
  );
}

/** How many more nodes go on a host, and what there is too little of for more. */
export const roomWords = ({ fits, limitedBy }: Capacity): string =>
  fits === 0 ? `no room for another: ${limitedBy}` : `room for ${fits} more, limited by ${limitedBy}`;

/** Whether KVM carries the guests, and why it is so; or why there is no connection. */
export function Acceleration({ host }: { readonly host: Host }) {
  if (host.state === 'unreachable')
    return (
      <Note tone="bad" title={host.reason ?? 'The host does not answer.'}>
        {host.fix}
      </Note>
    );
  const found = host.acceleration;
  if (!found)
    return (
      <Note title="Acceleration is being found out">A machine runs for a few seconds to prove KVM.</Note>
    );
  return (
    <Note
      tone={found.kind === 'kvm' ? 'good' : 'warn'}
      title={found.kind === 'kvm' ? 'KVM' : 'Software emulation (TCG)'}
    >
      {found.reason}
    </Note>
  );
}
