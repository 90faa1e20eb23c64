import {
  type DiskAttachRequest,
  diskAttachRequest,
  type NicAttachRequest,
  nicAttachRequest,
} from '../../../lib/contract/node-device.ts';
import type { HostVolume } from '../../../lib/contract/host-pool.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { NOTHING_TO_SEND, readAs, type ReadDraft } from '../../forms/read-draft.ts';
import { networkPart, NO_PLACEMENT, OWN_POOL } from '../create/network-draft.ts';

/** The form of a disk: what is typed, as text. */
export interface DiskDraft {
  readonly from: 'new' | 'existing';
  readonly sizeGiB: string;
  /** `OWN_POOL` or a name. */
  readonly pool: string;
  /** Empty: none is chosen. */
  readonly volume: string;
  readonly bus: string;
}

export const NEW_DISK: DiskDraft = { from: 'new', sizeGiB: '', pool: OWN_POOL, volume: '', bus: 'virtio' };

/** The form of a network card. */
export interface NicDraft {
  /** `own`, `network:NAME` or `bridge:NAME`. */
  readonly network: string;
  readonly model: string;
  /** Empty: the console chooses. */
  readonly mac: string;
}

export const NEW_NIC: NicDraft = { network: 'own', model: 'virtio', mac: '' };

export function readDisk({ from, sizeGiB, pool, volume, bus }: DiskDraft): ReadDraft<DiskAttachRequest> {
  const isEmpty = (from === 'new' ? sizeGiB : volume).trim() === '';
  if (isEmpty) return NOTHING_TO_SEND;
  const what = from === 'new' ? { sizeGiB: Number(sizeGiB) } : { volume };
  return readAs(diskAttachRequest, { ...what, bus, pool: pool === OWN_POOL ? null : pool });
}

export function readNic({ network, model, mac }: NicDraft): ReadDraft<NicAttachRequest> {
  const typed = mac.trim();
  const place = networkPart({ ...NO_PLACEMENT, network });
  return readAs(nicAttachRequest, { ...place, model, ...(typed !== '' && { mac: typed }) });
}

/** In the console's own pool, disks that were added; the rest are images and disks of nodes. */
const ADDED = /\.\+[0-9a-f]{8}\.qcow2$/;

/** What a disk can be made of; what cannot, with the reason. */
export const volumeChoices = (volumes: readonly HostVolume[], isOwnPool: boolean) =>
  volumes
    .filter(({ name }) => !isOwnPool || ADDED.test(name))
    .map(({ name, format, capacityBytes, users }) => {
      const isDisk = format === 'raw' || format === 'qcow2';
      const reason = users.length > 0 ? `used by ${users.join(', ')}` : 'no disk';
      const disabled = users.length > 0 || !isDisk;
      const facts = `${bytes(capacityBytes)}, ${format ?? 'format unknown'}`;
      return { value: name, label: name, detail: disabled ? `${facts}, ${reason}` : facts, disabled };
    });
