import { type Node, type PowerAction } from '../../lib/contract/node.ts';
import { ENDINGS } from '../../lib/domain/stages.ts';

const POSSIBLE: Readonly<Record<PowerAction, readonly Node['state'][]>> = {
  start: ['shut off', 'crashed'],
  shutdown: ['running', 'blocked'],
  stop: ['running', 'blocked', 'paused', 'shutdown', 'suspended', 'crashed'],
  reboot: ['running', 'blocked'],
  reset: ['running', 'blocked', 'paused'],
  pause: ['running', 'blocked'],
  resume: ['paused', 'suspended'],
};

/** For a guest that does not heed its power button; nobody has to wait until it is given up on. */
const BREAKS_OFF_SHUTDOWN: readonly PowerAction[] = ['stop', 'reset'];

/** Whether the switch makes sense now; the server judges in the end. */
export function possible(node: Pick<Node, 'state' | 'operation'>, action: PowerAction): boolean {
  if (!POSSIBLE[action].includes(node.state)) return false;
  if (node.operation?.endedAt !== null) return true;
  return node.operation.kind === 'shutdown' && BREAKS_OFF_SHUTDOWN.includes(action);
}

/** What takes the guest's power away without asking it. */
export type HardAction = 'stop' | 'reset';

export const isHard = (action: PowerAction): action is HardAction => action === 'stop' || action === 'reset';

/** Whether a node is in the middle of what cannot be gone on with after its power was taken away. */
export const isUnderWay = ({ stage, state }: Pick<Node, 'stage' | 'state'>): boolean =>
  state !== 'crashed' && stage !== 'ready' && !ENDINGS.some((ending) => ending === stage);

/** As a person reads them on a button. */
export const POWER_WORDS: Readonly<Record<PowerAction, string>> = {
  start: 'Start',
  shutdown: 'Shut down',
  stop: 'Power off',
  reboot: 'Reboot',
  reset: 'Reset',
  pause: 'Pause',
  resume: 'Resume',
};
