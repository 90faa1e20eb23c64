import { type Node, type PowerAction } from '../../lib/contract/node.ts';

const POSSIBLE: Readonly<Record<PowerAction, readonly Node['state'][]>> = {
  start: ['shut off', 'crashed'],
  shutdown: ['running'],
  stop: ['running', 'blocked', 'paused', 'shutdown', 'crashed', 'suspended'],
  reboot: ['running'],
  reset: ['running', 'paused'],
  pause: ['running'],
  resume: ['paused', 'suspended'],
};

/** Whether the switch makes sense now; the server judges in the end. */
export const possible = (node: Pick<Node, 'state' | 'operation'>, action: PowerAction): boolean =>
  POSSIBLE[action].includes(node.state) && !(node.operation?.endedAt === null);
