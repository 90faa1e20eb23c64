'use client';
import { useState } from 'react';
import Download from 'lucide-react/icons/download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Pin from 'lucide-react/icons/pin';
import PinOff from 'lucide-react/icons/pin-off';
import Trash from 'lucide-react/icons/trash-2';
import type { Boot } from '../../../lib/contract/boot.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { logAddress, useAllowed } from '../../data/hooks.ts';
import { replayDownloads, useDeleteRecording, usePinRecording } from '../../data/recordings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { download } from '../../ui/download.ts';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-popover.tsx';
import { toastError } from '../../ui/toast-queue.ts';

interface RecordingActionsProps {
  readonly node: Pick<Node, 'id' | 'name'>;
  readonly boot: Boot;
}

/** Only the marker for removed output is left. */
const isRemoved = ({ start, end, gaps }: Boot['ports'][number]): boolean =>
  gaps.some(({ from, to }) => end > start && from <= start && to >= end);

function sizeOf(log: Boot['ports'][number]): string {
  if (isRemoved(log)) return 'removed';
  return `${bytes(log.end - log.start)}${log.start > 0 || log.gaps.length > 0 ? ', with gaps' : ''}`;
}

function downloads(node: Pick<Node, 'id'>, { number, ports }: Boot): MenuEntry[] {
  const addresses = replayDownloads(node.id, number);
  const entry = (id: string, label: string, address: string): MenuEntry => ({
    id,
    label,
    act: () => download(address),
  });
  return [
    entry('page', 'Page that plays it offline (HTML)', addresses.page),
    ...ports.flatMap((log) => [
      entry(`cast${log.port}`, `ttyS${log.port} as asciicast`, addresses.cast(log.port)),
      entry(
        `log${log.port}`,
        `ttyS${log.port} as text, ${sizeOf(log)}`,
        logAddress(node.id, number, log.port),
      ),
    ]),
  ];
}

/** Why a recording cannot be deleted now; null: it can. */
function refusalOf({ pinned, endedAt, ports }: Boot): string | null {
  if (endedAt === null) return 'it is still being recorded';
  if (pinned !== null) return 'it is pinned';
  return ports.every((log) => log.end === log.start || isRemoved(log)) ? 'nothing is left of it' : null;
}

/** What is done with the recording of a boot. */
export function RecordingActions({ node, boot }: RecordingActionsProps) {
  const mayWrite = useAllowed('recordings.write');
  return (
    <span className="ml-auto flex items-center gap-1">
      {boot.pinned !== null && <span className="text-ink-3 max-sm:hidden">pinned by {boot.pinned.by}</span>}
      {mayWrite && <PinButton node={node} boot={boot} />}
      <Menu
        label="Download"
        trigger={
          <Button kind="quiet" className="h-6 px-2 text-xs">
            <Download size={13} /> Download
          </Button>
        }
        entries={downloads(node, boot)}
      />
      {mayWrite && <DeleteMenu node={node} boot={boot} />}
    </span>
  );
}

function PinButton({ node, boot: { number, pinned } }: RecordingActionsProps) {
  const pin = usePinRecording();
  const isPinned = pinned !== null;
  return (
    <Button
      kind="quiet"
      className="h-6 px-2 text-xs"
      isDisabled={pin.isPending}
      onPress={() => pin.mutate({ node: node.id, boot: number, pinned: !isPinned }, { onError: toastError })}
    >
      {isPinned ? <PinOff size={13} /> : <Pin size={13} />} {isPinned ? 'Unpin' : 'Pin'}
    </Button>
  );
}

function DeleteMenu({ node, boot }: RecordingActionsProps) {
  const remove = useDeleteRecording();
  const [asks, setAsks] = useState(false);
  const { number, ports } = boot;
  return (
    <>
      <Menu
        label="Recording"
        trigger={
          <IconButton label="More about the recording" className="size-6">
            <Ellipsis size={14} />
          </IconButton>
        }
        entries={[
          {
            ...{ id: 'delete', label: 'Delete the recording', icon: <Trash size={14} />, danger: true },
            ...{ refusal: refusalOf(boot), act: () => setAsks(true) },
          },
        ]}
      />
      {asks && (
        <Confirm
          title={`Delete the recording of boot ${number}?`}
          verb="Delete"
          keep="Keep it"
          onConfirm={() => remove.mutate({ node: node.id, boot: number }, { onError: toastError })}
          onClose={() => setAsks(false)}
        >
          <p>
            The serial logs ({ports.map((log) => `ttyS${log.port}: ${sizeOf(log)}`).join('; ')}) and all
            pictures of the display are deleted. Its stages, outcome and cause stay.
          </p>
        </Confirm>
      )}
    </>
  );
}
