import type { Node, NodeState, PowerAction } from '../contract/node.ts';
import type { OperationKind } from '../contract/operation.ts';

/** libvirt's states of a domain that is powered on. */
export const ON_STATES: readonly NodeState[] = ['running', 'blocked', 'paused', 'shutdown', 'suspended'];

export const isOn = (state: NodeState): boolean => ON_STATES.includes(state);

/** The states in which an action applies; server, pages and command line all use this table. */
export const POWER_FROM: Readonly<Record<PowerAction, readonly NodeState[]>> = {
  start: ['shut off', 'saved', 'crashed'],
  shutdown: ['running', 'blocked'],
  stop: [...ON_STATES, 'crashed'],
  reboot: ['running', 'blocked'],
  reset: ['running', 'blocked', 'paused'],
  'power-cycle': [...ON_STATES, 'crashed'],
  pause: ['running', 'blocked'],
  resume: ['paused', 'suspended'],
  netboot: ['shut off', 'crashed'],
};

/** Operations that a newer operation may cancel, so that nobody has to wait for them. */
export const BREAKS_OFF: Readonly<Partial<Record<OperationKind, readonly OperationKind[]>>> = {
  delete: [
    'create',
    'start',
    'shutdown',
    'stop',
    'reboot',
    'reset',
    'power-cycle',
    'pause',
    'resume',
    'netboot',
    'reprovision',
    'edit',
    'attach-disk',
    'detach-disk',
    'attach-nic',
    'detach-nic',
    'checkpoint',
    'go-back',
    'drop-checkpoint',
  ],
  // Nobody has to wait for a guest that ignores its power button.
  stop: ['shutdown'],
  reset: ['shutdown'],
  'power-cycle': ['shutdown'],
};

/** Button labels. */
export const POWER_WORDS: Readonly<Record<PowerAction, string>> = {
  start: 'Start',
  shutdown: 'Shut down',
  stop: 'Power off',
  reboot: 'Reboot',
  reset: 'Reset',
  'power-cycle': 'Power off and start again',
  pause: 'Pause',
  resume: 'Resume',
  netboot: 'Boot from network once',
};

type Switched = Pick<Node, 'state' | 'operation'>;

const stateReason = (state: NodeState): string => {
  if (state === 'no state') return 'its state is not yet known';
  if (state === 'no domain') return 'it is not defined on its host';
  return `it is ${state}`;
};

/** Why the server would refuse an action now; null when it would accept it. */
export function powerRefusal({ state, operation }: Switched, action: PowerAction): string | null {
  if (operation?.endedAt === null && BREAKS_OFF[action]?.includes(operation.kind) !== true)
    return `${operation.kind} is still running`;
  return POWER_FROM[action].includes(state) ? null : stateReason(state);
}

/** The gentle action for a state; never one that cuts the power without asking the guest. */
export function primaryAction(state: NodeState): PowerAction {
  if (POWER_FROM.resume.includes(state)) return 'resume';
  return isOn(state) ? 'shutdown' : 'start';
}

/** Actions that cut the power without asking the guest. */
export type HardAction = 'stop' | 'reset';

export const isHard = (action: PowerAction): action is HardAction => action === 'stop' || action === 'reset';

/** Why the server would refuse to provision the node again now; null when it would accept it. */
export function reprovisionRefusal({ state, operation }: Switched): string | null {
  if (operation?.endedAt === null) return `${operation.kind} is still running`;
  return state === 'no state' ? stateReason(state) : null;
}
