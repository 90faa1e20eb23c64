import type { DeviceTime, MachineDisk, MachineNic, VolumeFate } from '../../../lib/contract/node-device.ts';
import type { NodeState } from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import {
  type DeviceView,
  deviceRefusal,
  diskDetachRefusal,
  nicDetachRefusal,
  waitsFor,
} from '../../../lib/domain/node-devices.ts';

export type Device =
  | { readonly kind: 'disk'; readonly view: DeviceView<MachineDisk> }
  | { readonly kind: 'nic'; readonly view: DeviceView<MachineNic> };

const refusalFor = (device: Device, state: NodeState, volume: VolumeFate, at: DeviceTime): string | null =>
  (device.kind === 'disk'
    ? diskDetachRefusal(device.view, state, { volume, at })
    : nicDetachRefusal(device.view, state, at)
  )?.message ?? null;

/** Whether it matters when: the machine has it, and could give it back while it is on. */
export function isAsked({ kind, view }: Device): boolean {
  if (view.present === null) return false;
  return kind === 'nic' || !waitsFor(view.present.bus, 'now');
}

/** Why it stays, whatever is chosen; null when it can go. */
export function detachRefusal(device: Device, state: NodeState): string | null {
  if (device.view.pending === 'detach' && !isAsked(device))
    return 'It is gone after the next power-off already.';
  return deviceRefusal(state)?.message ?? refusalFor(device, state, 'keep', 'next-start');
}

export interface DetachChoice {
  /** What was chosen; null: nothing yet. */
  readonly fate: VolumeFate | null;
  readonly at: DeviceTime;
}

/** What a choice comes to, and why the others are none. */
export function detachOptions(device: Device, state: NodeState, { fate, at }: DetachChoice) {
  const removal = device.kind === 'disk' ? refusalFor(device, state, 'remove', at) : null;
  const refusal = refusalFor(device, state, 'keep', at);
  // The only possible one needs no choice; of two, people choose.
  const chosen = removal === null ? fate : 'keep';
  return {
    removal,
    now: refusalFor(device, state, 'keep', 'now'),
    fate: device.kind === 'disk' ? chosen : null,
    isComplete: refusal === null && (device.kind === 'nic' || chosen !== null),
  };
}

/** Whether the guest was asked, and did not let go. */
export const isKeptBack = ({ state, step, error }: Pick<Operation, 'state' | 'step' | 'error'>): boolean =>
  state === 'failed' &&
  step?.name === 'detach-device' &&
  (error?.code === 'timed-out' || error?.code === 'conflict');

/** Where a network card is. */
export const placeOf = (network: MachineNic['network']): string =>
  network === null
    ? 'an unknown place'
    : network.kind === 'bridge'
      ? `bridge ${network.name}`
      : `network ${network.name}`;
