import { nodeEdit, type NodeEdit } from '../../../lib/contract/node-edit.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import { NOTHING_TO_SEND, readAs, type ReadDraft } from '../../forms/read-draft.ts';

/** The form of a machine: what is typed, as text. */
export interface MachineDraft {
  readonly vcpus: string;
  readonly maxVcpus: string;
  readonly memoryMiB: string;
  readonly diskGiB: string;
  /** `own`, `network:NAME` or `bridge:NAME`; empty for a card that the console does not know. */
  readonly network: string;
  /** Separated by spaces. */
  readonly bootOrder: string;
  /** Empty: no medium. */
  readonly medium: string;
  readonly autostart: boolean;
}

export function draftOf({ next, autostart }: NodeHardware): MachineDraft {
  return {
    vcpus: String(next.vcpus),
    maxVcpus: String(next.maxVcpus),
    memoryMiB: String(next.memoryMiB),
    diskGiB: String(next.diskGiB),
    network: next.network === null ? '' : `${next.network.kind}:${next.network.name}`,
    bootOrder: next.bootOrder.join(' '),
    medium: next.medium ?? '',
    autostart,
  };
}

/** What the form changes. */
export function readMachine(draft: MachineDraft, hardware: NodeHardware, own: string): ReadDraft<NodeEdit> {
  const before = draftOf(hardware);
  const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
  const [kind, ...name] = draft.network.split(':');
  const isOwn = draft.network === 'own' || name.join(':') === own;
  const network = isOwn ? { kind: 'own' } : { kind, name: name.join(':') };
  const edit = {
    ...(draft.vcpus !== before.vcpus && { vcpus: number(draft.vcpus) }),
    ...(draft.maxVcpus !== before.maxVcpus && { maxVcpus: number(draft.maxVcpus) }),
    ...(draft.memoryMiB !== before.memoryMiB && { memoryMiB: number(draft.memoryMiB) }),
    ...(draft.diskGiB !== before.diskGiB && { diskGiB: number(draft.diskGiB) }),
    ...(draft.network !== before.network && { network }),
    ...(draft.bootOrder !== before.bootOrder && { bootOrder: draft.bootOrder.split(' ') }),
    ...(draft.medium !== before.medium && { medium: draft.medium === '' ? null : draft.medium }),
    ...(draft.autostart !== before.autostart && { autostart: draft.autostart }),
  };
  return Object.keys(edit).length === 0 ? NOTHING_TO_SEND : readAs(nodeEdit, edit);
}

/** The orders that make sense with these devices, and the present one. */
export function bootOrders(present: string, hasMedium: boolean): readonly string[] {
  const usual = ['disk network', 'network disk', 'disk', 'network'];
  const media = hasMedium ? ['medium disk', 'medium disk network', 'disk medium', 'disk medium network'] : [];
  return [...new Set([present, ...usual, ...media])].filter((order) => order !== '');
}
