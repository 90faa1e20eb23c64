import type { DeviceTime, MachineDisk, MachineNic, VolumeFate } from '../contract/node-device.ts';
import type { Hardware, NodeHardware } from '../contract/node-hardware.ts';
import type { NodeState } from '../contract/node.ts';
import { bytes } from './format.ts';

/** Buses whose disks can come and go while a machine is on. */
const HOT_PLUGGED: ReadonlySet<string> = new Set(['virtio', 'scsi', 'usb']);

const isHotPluggable = (bus: string): boolean => HOT_PLUGGED.has(bus);

export interface DeviceRefusal {
  readonly message: string;
  readonly fix: string;
}

/** Why a machine in this state gets nothing and gives nothing back; null when it does. */
export function deviceRefusal(state: NodeState): DeviceRefusal | null {
  switch (state) {
    case 'saved':
      return {
        message: 'Its memory is saved, and its next start continues with the machine as it is.',
        fix: 'Start it, and shut it down.',
      };
    case 'no domain':
      return { message: 'It is not defined on its host.', fix: 'Provision it again, or delete it.' };
    case 'no state':
      return {
        message: 'Its state is not known yet.',
        fix: 'Try again once its host has been read; the page of the host shows what prevents it.',
      };
    default:
      return null;
  }
}

/** What people read about a disk. */
const diskText = ({ bus, bytes: size, volume, path }: MachineDisk): string =>
  [size === 0 ? 'size unknown' : bytes(size), bus, volume ?? path ?? 'no file'].join(', ');

export const nicText = ({ model, network }: MachineNic): string => {
  const place =
    network === null ? 'unknown' : network.kind === 'bridge' ? `bridge ${network.name}` : network.name;
  return `${place}, ${model}`;
};

/** A device of a machine as it is now, and as it will be after a power-off. */
export interface DeviceView<Device> {
  readonly id: string;
  readonly present: Device | null;
  readonly next: Device | null;
  /** What waits for a power-off; null when both are the same, or the machine is off. */
  readonly pending: 'attach' | 'detach' | 'change' | null;
}

function viewsOf<Device>(
  present: readonly Device[] | null,
  next: readonly Device[],
  idOf: (device: Device) => string,
  textOf: (device: Device) => string,
): DeviceView<Device>[] {
  const find = (devices: readonly Device[], id: string) => devices.find((each) => idOf(each) === id) ?? null;
  const ids = [...new Set([...(present ?? []), ...next].map(idOf))];
  return ids.map((id) => {
    const [now, later] = [present === null ? null : find(present, id), find(next, id)];
    return { id, present: now, next: later, pending: present === null ? null : changeOf(now, later, textOf) };
  });
}

function changeOf<Device>(
  now: Device | null,
  later: Device | null,
  textOf: (device: Device) => string,
): DeviceView<Device>['pending'] {
  if (now === null) return 'attach';
  if (later === null) return 'detach';
  return textOf(now) === textOf(later) ? null : 'change';
}

/** What a machine boots with is the same disk even when its file is another layer. */
const placeText = (disk: MachineDisk): string => (disk.role === 'first' ? disk.bus : diskText(disk));

export const diskViews = ({
  present,
  next,
}: Pick<NodeHardware, 'present' | 'next'>): DeviceView<MachineDisk>[] =>
  viewsOf(present?.disks ?? null, next.disks, ({ target }) => target, placeText);

/** That the first card is in another network, its own line says. */
const cardText = (nic: MachineNic): string => (nic.role === 'first' ? nic.model : nicText(nic));

export const nicViews = ({
  present,
  next,
}: Pick<NodeHardware, 'present' | 'next'>): DeviceView<MachineNic>[] =>
  viewsOf(present?.nics ?? null, next.nics, ({ mac }) => mac, cardText);

/** What the machine will not have any more, or has only once it was off. */
export const PENDING_WORDS = {
  attach: 'there after its next power-off',
  detach: 'gone after its next power-off',
  change: 'changes with its next power-off',
} as const;

/** Why a disk stays; null when it can go. */
export function diskDetachRefusal(
  view: DeviceView<MachineDisk>,
  state: NodeState,
  wish: { readonly volume: VolumeFate; readonly at: DeviceTime },
): DeviceRefusal | null {
  const disk = view.next ?? view.present;
  if (disk === null) return null;
  if (disk.role === 'first')
    return {
      message: `${disk.target} is the disk that the node was made with: without it, there is no node.`,
      fix: 'Detach one that was added; or delete the node.',
    };
  if (disk.role === 'seed')
    return {
      message: `${disk.target} is what cloud-init reads in the node.`,
      fix: 'Detach one that was added.',
    };
  if (wish.volume === 'remove' && !disk.owned)
    return {
      message: `The volume ${disk.volume ?? disk.path ?? ''} was not made for this node.`,
      fix: 'Keep it here; the page of its pool removes volumes.',
    };
  const waits = view.present !== null && waitsFor(disk.bus, wish.at);
  if (wish.volume === 'remove' && waits)
    return {
      message: `${disk.target} is in use until the node's next power-off, and its volume with it.`,
      fix: 'Shut the node down first; or keep the volume, which is removed with the node.',
    };
  return pausedRefusal(state, view.present !== null && !waits);
}

/** Whether a disk of a running machine stays until it is off. */
export const waitsFor = (bus: string, at: DeviceTime): boolean => at === 'next-start' || !isHotPluggable(bus);

export function nicDetachRefusal(
  view: DeviceView<MachineNic>,
  state: NodeState,
  at: DeviceTime,
): DeviceRefusal | null {
  const nic = view.next ?? view.present;
  if (nic?.role === 'first')
    return {
      message: `${nic.mac} is the card that the node was made with, and boots from.`,
      fix: 'Move it to another network (ven edit --network), or detach a card that was added.',
    };
  return pausedRefusal(state, view.present !== null && at === 'now');
}

/** The guest has to let go of a device; a paused one does nothing. */
function pausedRefusal(state: NodeState, isAsked: boolean): DeviceRefusal | null {
  if (state !== 'paused' || !isAsked) return null;
  return {
    message: 'The node is paused: its guest cannot give anything back.',
    fix: 'Resume it first, or let it happen with its next power-off (--at next-start).',
  };
}

/** Disks and cards that were added, as a machine that is defined again gets them. */
export const addedOf = ({ disks, nics }: Pick<Hardware, 'disks' | 'nics'>) => ({
  disks: disks.filter(({ role }) => role === 'added'),
  nics: nics.filter(({ role }) => role === 'added'),
});
