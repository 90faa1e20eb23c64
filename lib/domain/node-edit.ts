import type { Node, NodeState } from '../contract/node.ts';
import type { NodeEdit } from '../contract/node-edit.ts';
import type { Hardware, NodeHardware } from '../contract/node-hardware.ts';
import { tidyLabels } from './labels.ts';
import { isOn } from './power.ts';

/** Why libvirt would not rename a domain in this state; null when it would. */
export function renameRefusal(state: NodeState): string | null {
  if (state === 'shut off' || state === 'crashed') return null;
  if (isOn(state)) return 'only a machine that is off can be renamed; shut it down first.';
  if (state === 'saved') return 'its memory is saved under this name; start it and shut it down first.';
  return 'its state is not known.';
}

/** One difference that an edit makes, as text. */
export interface EditChange {
  readonly field: keyof NodeEdit;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** `next-start`: after a power-off, for a node that is on. */
  readonly effect: 'now' | 'next-start';
}

export interface EditRefusal {
  readonly field: keyof NodeEdit;
  readonly message: string;
  readonly fix: string;
}

type Edited = Pick<Node, 'name' | 'note' | 'labels'>;

/** What people call what can be changed. */
export const TITLES: Readonly<Record<keyof NodeEdit, string>> = {
  name: 'Name',
  note: 'Note',
  labels: 'Labels',
  autostart: 'Autostart',
  vcpus: 'vCPUs',
  maxVcpus: 'vCPUs at most',
  memoryMiB: 'Memory',
  diskGiB: 'Disk',
  network: 'Network',
  bootOrder: 'Boot order',
  medium: 'Medium',
};

export const HARDWARE_FIELDS = [
  'vcpus',
  'maxVcpus',
  'memoryMiB',
  'diskGiB',
  'network',
  'bootOrder',
  'medium',
] as const satisfies readonly (keyof NodeEdit)[];
export type HardwareField = (typeof HARDWARE_FIELDS)[number];

const networkText = (network: Hardware['network']): string =>
  network === null ? 'none' : network.kind === 'bridge' ? `bridge ${network.name}` : network.name;

/** A value of a machine, as people read it. */
export const hardwareText: Readonly<Record<HardwareField, (hardware: Hardware) => string>> = {
  vcpus: ({ vcpus }) => String(vcpus),
  maxVcpus: ({ maxVcpus }) => String(maxVcpus),
  memoryMiB: ({ memoryMiB }) => `${memoryMiB} MiB`,
  diskGiB: ({ diskGiB }) => `${diskGiB} GiB`,
  network: ({ network }) => networkText(network),
  bootOrder: ({ bootOrder }) => bootOrder.join(', ') || 'none',
  medium: ({ medium }) => medium ?? 'none',
};

/** The numbers of vCPUs after an edit: a maximum that was no more than their number goes with it. */
export function vcpusAfter(
  { vcpus, maxVcpus }: Pick<Hardware, 'vcpus' | 'maxVcpus'>,
  edit: Pick<NodeEdit, 'vcpus' | 'maxVcpus'>,
): Pick<Hardware, 'vcpus' | 'maxVcpus'> {
  const wanted = edit.vcpus ?? vcpus;
  const most = edit.maxVcpus ?? (maxVcpus === vcpus ? wanted : Math.max(maxVcpus, wanted));
  return { vcpus: wanted, maxVcpus: most };
}

/** The network that an edit names; `own` is the console's for the node's orchestrator. */
function networkAfter({ network }: NodeEdit, present: Hardware['network'], own: string): Hardware['network'] {
  if (network === undefined) return present;
  return network.kind === 'own' ? { kind: 'network', name: own } : { kind: network.kind, name: network.name };
}

/** What a machine will have after an edit. */
function hardwareAfter(next: Hardware, edit: NodeEdit, own = 'the console’s own'): Hardware {
  return {
    ...next,
    ...vcpusAfter(next, edit),
    memoryMiB: edit.memoryMiB ?? next.memoryMiB,
    diskGiB: edit.diskGiB ?? next.diskGiB,
    network: networkAfter(edit, next.network, own),
    bootOrder: edit.bootOrder ?? next.bootOrder,
    medium: edit.medium === undefined ? next.medium : edit.medium,
    drive: typeof edit.medium === 'string' && next.drive === 'none' ? 'cdrom' : next.drive,
  };
}

/** More vCPUs than a running machine has, but not more than it has room for. */
export const isHotPlug = (present: Hardware | null, vcpus: number): boolean =>
  present !== null && vcpus > present.vcpus && vcpus <= present.maxVcpus;

function effectOf(
  field: HardwareField,
  after: Hardware,
  { present }: Pick<NodeHardware, 'present'>,
): EditChange['effect'] {
  if (field === 'diskGiB') return 'now';
  if (present === null) return 'next-start';
  if (field === 'network') return 'now';
  if (field === 'medium') return present.drive === after.drive ? 'now' : 'next-start';
  return field === 'vcpus' && isHotPlug(present, after.vcpus) ? 'now' : 'next-start';
}

/** What an edit changes, and when; the same for the server, the page and the command line. */
export function changesOf(
  node: Edited,
  hardware: NodeHardware,
  edit: NodeEdit,
  own?: string,
): readonly EditChange[] {
  const after = hardwareAfter(hardware.next, edit, own);
  const machine = HARDWARE_FIELDS.map((field) => ({
    field,
    from: hardwareText[field](hardware.next),
    to: hardwareText[field](after),
    effect: effectOf(field, after, hardware),
  }));
  const labels = edit.labels && tidyLabels(edit.labels);
  const plain = [
    { field: 'name', from: node.name, to: edit.name ?? node.name },
    { field: 'note', from: node.note, to: edit.note ?? node.note },
    { field: 'labels', from: node.labels.join(' '), to: (labels ?? node.labels).join(' ') },
    { field: 'autostart', from: onOff(hardware.autostart), to: onOff(edit.autostart ?? hardware.autostart) },
  ] as const;
  return [...plain.map((each) => ({ ...each, effect: 'now' as const })), ...machine]
    .filter(({ from, to }) => from !== to)
    .map((each) => ({ ...each, title: TITLES[each.field] }));
}

const onOff = (flag: boolean): string => (flag ? 'on' : 'off');

/** What waits for a power-off: pairs of what a running machine has and what it will have. */
export const pendingOf = ({ present, next }: NodeHardware): readonly EditChange[] =>
  present === null
    ? []
    : HARDWARE_FIELDS.map((field) => ({
        field,
        title: TITLES[field],
        from: hardwareText[field](present),
        to: hardwareText[field](next),
        effect: 'next-start' as const,
      })).filter(({ from, to }) => from !== to);

const isMissing = ({ drive, medium }: Hardware): boolean => drive === 'usb' && medium === null;

/** Why an edit of a machine cannot be made, and what to do instead. */
export function refusalsOf(state: NodeState, { next }: NodeHardware, edit: NodeEdit): readonly EditRefusal[] {
  const refusals: EditRefusal[] = [];
  const refuse = (field: keyof NodeEdit, message: string, fix: string) =>
    refusals.push({ field, message, fix });
  const changed = HARDWARE_FIELDS.find((field) => edit[field] !== undefined);
  if (state === 'saved' && changed !== undefined)
    refuse(
      changed,
      'Its memory is saved, and its next start continues with the machine as it is.',
      'Start it, and shut it down.',
    );
  const after = hardwareAfter(next, edit);
  if (after.diskGiB < next.diskGiB)
    refuse(
      'diskGiB',
      `The disk has ${next.diskGiB} GiB, and a disk cannot be made smaller without losing what is on it.`,
      'Create a node with a smaller disk.',
    );
  if (after.vcpus > after.maxVcpus)
    refuse(
      edit.vcpus === undefined ? 'maxVcpus' : 'vcpus',
      `${after.vcpus} vCPUs are more than the ${after.maxVcpus} that are allowed at most.`,
      'Raise the maximum, or lower the number.',
    );
  // A USB medium is itself the device, a drive is there without one.
  if (edit.bootOrder?.includes('medium') === true && (after.drive === 'none' || isMissing(after)))
    refuse(
      'bootOrder',
      after.drive === 'none' ? 'It has no drive for media.' : 'It has no medium.',
      'Insert a medium in the same edit, or leave it out.',
    );
  if (edit.bootOrder?.includes('network') === true && after.network === null)
    refuse('bootOrder', 'It has no network card that the console knows.', 'Leave the network out.');
  if (edit.network !== undefined && next.network === null)
    refuse('network', 'It has no network card that the console knows.', 'Add one with virsh edit.');
  return refusals;
}
