import {
  DomainBlockedReason,
  DomainCrashedReason,
  DomainNostateReason,
  DomainPausedReason,
  DomainPMSuspendedReason,
  DomainRunningReason,
  DomainShutdownReason,
  DomainShutoffReason,
  DomainState,
  nameOf,
} from 'node-libvirt';
import type { NodeState } from '../../../lib/contract/node.ts';
import { words } from '../connection/domain-events.ts';

const STATES: Readonly<Record<number, readonly [NodeState, Readonly<Record<string, number>>]>> = {
  [DomainState.NOSTATE]: ['no state', DomainNostateReason],
  [DomainState.RUNNING]: ['running', DomainRunningReason],
  [DomainState.BLOCKED]: ['blocked', DomainBlockedReason],
  [DomainState.PAUSED]: ['paused', DomainPausedReason],
  [DomainState.SHUTDOWN]: ['shutdown', DomainShutdownReason],
  [DomainState.SHUTOFF]: ['shut off', DomainShutoffReason],
  [DomainState.CRASHED]: ['crashed', DomainCrashedReason],
  [DomainState.PMSUSPENDED]: ['suspended', DomainPMSuspendedReason],
};

/** libvirt's names for its numbers. */
export function stateInWords(state: number, reason: number): { state: NodeState; reason: string } {
  const known = STATES[state];
  if (known === undefined) return { state: 'no state', reason: `state ${state}` };
  return { state: known[0], reason: words(nameOf(known[1], reason)) };
}
