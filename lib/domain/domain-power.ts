import type { DomainAction, HostDomain } from '../contract/host-domain.ts';
import type { NodeState } from '../contract/node-state.ts';
import { ON_STATES } from './power.ts';

/** The states in which an action on a domain applies. */
const FROM: Readonly<Record<DomainAction, readonly NodeState[]>> = {
  start: ['shut off', 'saved', 'crashed'],
  shutdown: ['running', 'blocked'],
  stop: [...ON_STATES, 'crashed'],
  reboot: ['running', 'blocked'],
  reset: ['running', 'blocked', 'paused'],
  pause: ['running', 'blocked'],
  resume: ['paused'],
  save: ['running', 'blocked', 'paused'],
};

/** Button labels. */
export const DOMAIN_WORDS: Readonly<Record<DomainAction, string>> = {
  start: 'Start',
  shutdown: 'Shut down',
  stop: 'Power off',
  reboot: 'Reboot',
  reset: 'Reset',
  pause: 'Pause',
  resume: 'Resume',
  save: 'Save and power off',
};

/** Why libvirt would refuse an action now; null when it would accept it. */
export function domainRefusal(
  { state, persistent }: Pick<HostDomain, 'state' | 'persistent'>,
  action: DomainAction,
): string | null {
  if (action === 'save' && !persistent) return 'a transient domain cannot be saved';
  return FROM[action].includes(state) ? null : `it is ${state}`;
}

/** Why a domain cannot be deleted now; null when it can. */
export function domainDeletionRefusal({
  state,
  persistent,
}: Pick<HostDomain, 'state' | 'persistent'>): string | null {
  if (!persistent) return 'it is transient: powering it off removes it';
  return ON_STATES.includes(state) ? 'power it off first' : null;
}

/** What has to be confirmed, and why; null for actions that lose nothing. */
export function domainRisk(
  { persistent }: Pick<HostDomain, 'persistent'>,
  action: DomainAction,
): string | null {
  const gone = persistent ? '' : ' It is transient: once it is off, its definition is gone.';
  if (action === 'stop')
    return `Cuts the power immediately, like pulling the plug: data that the guest has not written to disk is lost.${gone}`;
  if (action === 'reset')
    return 'Restarts the machine immediately, like its reset button: data that the guest has not written to disk is lost.';
  return action === 'shutdown' && gone !== '' ? gone.trim() : null;
}
