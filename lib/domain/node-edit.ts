import type { NodeState } from '../contract/node.ts';
import { isOn } from './power.ts';

/** Why libvirt would not rename a domain in this state; null when it would. */
export function renameRefusal(state: NodeState): string | null {
  if (state === 'shut off' || state === 'crashed') return null;
  if (isOn(state)) return 'only a machine that is off can be renamed; shut it down first.';
  if (state === 'saved') return 'its memory is saved under this name; start it and shut it down first.';
  return 'its state is not known.';
}
