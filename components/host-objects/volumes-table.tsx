'use client';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { HostVolume } from '../../lib/contract/host-pool.ts';
import { bytes } from '../../lib/domain/format.ts';
import { useChangeHostObject, volumeAddress } from '../data/host-objects.ts';
import { useAllowed } from '../data/hooks.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Menu } from '../ui/menu.tsx';
import { ScrollX } from '../ui/page.tsx';
import { TD, TH } from '../ui/style.ts';
import { toastError } from '../ui/toast-queue.ts';
import { UsersCell } from './users-cell.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { CloneVolumeDialog, ResizeVolumeDialog } from './volume-dialogs.tsx';

interface VolumesTableProps {
  readonly host: string;
  /** Of the pool of this console. */
  readonly own: boolean;
  readonly volumes: readonly HostVolume[];
}

/** The volumes of a pool. */
export function VolumesTable({ host, own, volumes }: VolumesTableProps) {
  const mayRead = useAllowed('volumes.read');
  const mayWrite = useAllowed('volumes.write');
  return (
    <ScrollX label="Volumes">
      <table className="stacked stacked-inset w-full">
        <thead>
          <tr className="border-b border-line">
            {['Volume', 'Format', 'Size', 'On disk', 'Used by'].map((title) => (
              <th key={title} className={TH}>
                {title}
              </th>
            ))}
            <th className={TH}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {volumes.map((volume) => (
            <tr key={volume.name} className="border-b border-line last:border-b-0">
              <td className={`${TD} font-mono text-xs`} title={volume.path} data-whole>
                {volume.name}
              </td>
              <td className={TD}>{volume.format}</td>
              <td className={TD}>{bytes(volume.capacityBytes)}</td>
              <td className={TD}>{bytes(volume.allocationBytes)}</td>
              <UsersCell users={volume.users} />
              <td className={`${TD} text-right`}>
                {mayRead && <Download host={host} volume={volume} />}
                {mayWrite && !own && <VolumeActions host={host} volume={volume} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

interface VolumeProps {
  readonly host: string;
  readonly volume: HostVolume;
}

const Download = ({ host, volume: { pool, name } }: VolumeProps) => (
  <a
    className="px-2 text-xs text-accent hover:underline"
    aria-label={`Download ${name}`}
    href={volumeAddress(host, pool, name)}
    download={name}
  >
    Download
  </a>
);

const ACTIONS = [
  ['clone', 'Copy …'],
  ['resize', 'Enlarge …'],
  ['upload', 'Overwrite with a file …'],
  ['delete', 'Delete …'],
] as const;
type Action = (typeof ACTIONS)[number][0];

function VolumeActions({ host, volume }: VolumeProps) {
  const { pool, name, users } = volume;
  const [asked, setAsked] = useState<Action | null>(null);
  const change = useChangeHostObject(host);
  const inUse = users.length > 0 ? `it is used by ${users.join(', ')}` : null;
  const close = (): void => setAsked(null);
  return (
    <>
      <Menu
        label={`Actions on ${name}`}
        entries={ACTIONS.map(([id, label]) => ({
          ...{ id, label, act: () => setAsked(id) },
          // A domain that is off does not mind a copy; the server looks.
          refusal: id === 'clone' ? null : inUse,
        }))}
        trigger={
          <AriaButton
            aria-label={`Actions on ${name}`}
            className="inline-flex size-6 items-center justify-center rounded-md align-middle text-ink-2 hover:bg-hover"
          >
            <Ellipsis size={14} />
          </AriaButton>
        }
      />
      {asked === 'clone' && <CloneVolumeDialog host={host} volume={volume} onClose={close} />}
      {asked === 'resize' && <ResizeVolumeDialog host={host} volume={volume} onClose={close} />}
      {asked === 'upload' && <UploadDialog host={host} pool={pool} volume={volume} onClose={close} />}
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          verb={`Delete ${name}`}
          keep="Cancel"
          onConfirm={() =>
            change.mutate({ kind: 'volume', pool, name, action: 'remove' }, { onError: toastError })
          }
          onClose={close}
        >
          <p>The volume and its bytes are deleted. This cannot be undone.</p>
        </Confirm>
      )}
    </>
  );
}
