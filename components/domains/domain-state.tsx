import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { isOn } from '../../lib/domain/power.ts';
import { classes } from '../ui/style.ts';

/** Reasons that go without saying. */
const USUAL = new Set(['unknown', 'booted', 'user', 'shutdown', 'destroyed', 'saved', 'unpaused']);

function markOf(state: HostDomain['state']): string {
  if (state === 'crashed') return 'bg-bad';
  if (state === 'paused' || state === 'suspended' || state === 'blocked') return 'bg-warn';
  if (isOn(state)) return 'bg-good';
  return state === 'saved' ? 'border-2 border-warn' : 'border border-edge';
}

/** libvirt's state, and its reason where that says more. */
export const DomainState = ({ domain: { state, reason } }: { readonly domain: HostDomain }) => (
  <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
    <span aria-hidden className={classes('size-2 rounded-full', markOf(state))} />
    {state}
    {!USUAL.has(reason) && <span className="text-ink-3">({reason})</span>}
  </span>
);
