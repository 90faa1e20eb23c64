'use client';
import { useEffect, useState } from 'react';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DeviceTime, VolumeFate } from '../../../lib/contract/node-device.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { type Detachment, useDetach } from '../../data/devices.ts';
import { useOperations } from '../../data/hooks.ts';
import { follow } from '../../data/store.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { type Device, detachOptions, isAsked, isKeptBack, placeOf } from './detach-rules.ts';

interface DetachDialogProps {
  readonly node: Node;
  readonly device: Device;
  readonly onClose: () => void;
}

/** Asks for it, and knows what became of it: the dialog stays until the guest has answered. */
function useAnswer(node: Node, onDone: () => void) {
  const detach = useDetach(node.id);
  const { data: operations } = useOperations(node.id);
  const begun = detach.data;
  const latest = operations?.find(({ id }) => id === begun?.id) ?? begun;
  const done = latest?.state === 'succeeded' ? latest : null;
  useEffect(() => {
    if (done === null) return;
    follow(done);
    onDone();
  }, [done, onDone]);
  const isWaiting = detach.isPending || latest?.endedAt === null;
  return {
    isWaiting,
    failed: latest?.state === 'failed' ? latest : null,
    refusal: detach.error,
    send: (wish: Detachment) => detach.mutate(wish),
    reset: detach.reset,
    /** The outcome is told outside the dialog then. */
    leave: () => {
      if (latest !== undefined && isWaiting) follow(latest);
    },
  };
}

const errorOf = ({ error }: Operation): Error | null =>
  error === null ? null : new ConsoleError(error.code, error.message, { fix: error.fix });

const wishOf = ({ kind, view }: Device, volume: VolumeFate | null, at: DeviceTime): Detachment | null => {
  if (kind === 'nic') return { kind, mac: view.id, at };
  return volume === null ? null : { kind, target: view.id, volume, at };
};

export function DetachDialog({ node, device, onClose }: DetachDialogProps) {
  const asked = isAsked(device);
  const [fate, setFate] = useState<VolumeFate | null>(null);
  const [at, setAt] = useState<DeviceTime>(asked && node.state === 'paused' ? 'next-start' : 'now');
  const answer = useAnswer(node, onClose);
  const options = detachOptions(device, node.state, { fate, at });
  const isRemoval = options.fate === 'remove';
  const waitFor = (time: DeviceTime): void => {
    // What was asked for goes on, and is waited for.
    if (answer.isWaiting) return;
    answer.reset();
    setAt(time);
  };
  const { failed } = answer;
  const isKept = failed !== null && isKeptBack(failed);
  return (
    <FormDialog
      title={`Detach ${device.view.id} from ${node.name}?`}
      verb={isRemoval ? 'Detach and delete the volume' : 'Detach'}
      sending={asked && at === 'now' ? 'Asking the guest …' : 'Detaching …'}
      isSending={answer.isWaiting}
      isIncomplete={!options.isComplete}
      isDanger
      error={answer.refusal ?? (failed === null || isKept ? null : errorOf(failed))}
      onSend={() => {
        const wish = wishOf(device, options.fate, at);
        if (wish !== null) answer.send(wish);
      }}
      onClose={() => {
        answer.leave();
        onClose();
      }}
    >
      <p className="break-words text-ink-2">{describe(device)}</p>
      {device.kind === 'disk' && (
        <FateChoice device={device} removal={options.removal} fate={options.fate} onChoose={setFate} />
      )}
      {asked && <TimeChoice now={options.now} at={at} onChoose={waitFor} />}
      {answer.isWaiting && asked && at === 'now' && (
        <p role="status" className="text-ink-2">
          The guest is asked to let go of {device.view.id}: up to 12 seconds.
        </p>
      )}
      {isKept && <KeptBack message={failed.error?.message ?? ''} onLater={() => waitFor('next-start')} />}
    </FormDialog>
  );
}

interface TimeChoiceProps {
  /** Why it cannot be at once. */
  readonly now: string | null;
  readonly at: DeviceTime;
  readonly onChoose: (at: DeviceTime) => void;
}

const TimeChoice = ({ now, at, onChoose }: TimeChoiceProps) => (
  <Choice
    label="When"
    chosen={at}
    onChoose={onChoose}
    options={[
      {
        ...{ id: 'now', label: 'Now', disabled: now !== null },
        detail: now ?? 'The guest is asked to let go of it, and has 12 seconds to do so.',
      },
      {
        ...{ id: 'next-start', label: 'At next start' },
        detail: 'The guest is not asked: it keeps the device until its next power-off.',
      },
    ]}
  />
);

const KeptBack = ({ message, onLater }: { readonly message: string; readonly onLater: () => void }) => (
  <Note alert tone="bad" title={message}>
    <p>Stop using it in the guest and try again, or let it go with the next power-off.</p>
    <Button className="mt-2" onPress={onLater}>
      At next start
    </Button>
  </Note>
);

function describe({ kind, view }: Device): string {
  if (kind === 'nic') {
    const nic = view.present ?? view.next;
    return nic === null ? '' : `A ${nic.model} card in ${placeOf(nic.network)}.`;
  }
  const disk = view.present ?? view.next;
  return disk === null ? '' : `A ${disk.bytes === 0 ? '' : `${bytes(disk.bytes)} `}disk on ${disk.bus}.`;
}

interface FateChoiceProps {
  readonly device: Extract<Device, { kind: 'disk' }>;
  readonly removal: string | null;
  readonly fate: VolumeFate | null;
  readonly onChoose: (fate: VolumeFate) => void;
}

function FateChoice({ device: { view }, removal, fate, onChoose }: FateChoiceProps) {
  const disk = view.present ?? view.next;
  const name = disk?.volume ?? disk?.path ?? '';
  const pool = disk?.pool ?? null;
  return (
    <Choice
      label={`Volume ${name}${pool === null ? '' : ` in the pool ${pool}`}`}
      chosen={fate}
      onChoose={onChoose}
      options={[
        {
          ...{ id: 'keep', label: 'Keep the volume' },
          detail:
            disk?.owned === true
              ? 'With everything on it. It can be attached again, and is deleted with the node.'
              : 'With everything on it. It can be attached again.',
        },
        {
          ...{ id: 'remove', label: 'Delete the volume', disabled: removal !== null },
          detail: removal ?? 'With everything on it. This cannot be undone.',
        },
      ]}
    />
  );
}
