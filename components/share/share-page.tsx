'use client';
import { useState } from 'react';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { SharedView } from '../../lib/contract/share.ts';
import { isUnreachable } from '../data/client.ts';
import { useEnter, useGuest } from '../data/guest.ts';
import { useLive, useLiveState } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { useTitle } from '../ui/title.ts';
import { Toasts } from '../ui/toasts.tsx';
import { Alone, SharedFrame } from './shared-frame.tsx';
import { SharedNodes } from './shared-nodes.tsx';
import { SharedRecording } from './shared-recording.tsx';
import { SharedWall } from './shared-wall.tsx';
import { SharedRun } from './shared-run.tsx';

/** What people without an account see of a link. A dead one says nothing of what it was. */
export function SharePage() {
  const { data, error, refetch } = useGuest();
  if (data?.state === 'open') return <Open share={data.share} />;
  if (data?.state === 'passphrase') return <Passphrase />;
  if (error && (isUnreachable(error) || isLater(error)))
    return (
      <Alone title="Not yet">
        <Problem error={error} retry={() => void refetch()} />
      </Alone>
    );
  if (error)
    return (
      <Alone title="This link does not open anything">
        <p>Check that it is complete, or ask whoever sent it for a new one.</p>
      </Alone>
    );
  return <Alone title="Opening …" isBusy />;
}

const isLater = (error: Error): boolean =>
  error instanceof ConsoleError && error.code === 'too-many-requests';

function Passphrase() {
  const [passphrase, setPassphrase] = useState('');
  const enter = useEnter();
  const isWrong = enter.error instanceof ConsoleError && enter.error.code === 'forbidden';
  return (
    <Alone title="This link has a passphrase">
      <form
        className="mt-2 flex w-full flex-col gap-3 text-left"
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== '') enter.mutate(passphrase);
        }}
      >
        <TextField
          label="Passphrase"
          type="password"
          autoComplete="off"
          autoFocus
          value={passphrase}
          onChange={setPassphrase}
          error={isWrong ? 'The passphrase is wrong. Ask whoever sent the link for it.' : undefined}
        />
        {enter.error && !isWrong && <Problem error={enter.error} />}
        <Button kind="primary" type="submit" isDisabled={passphrase === '' || enter.isPending}>
          {enter.isPending ? 'Opening …' : 'Open'}
        </Button>
      </form>
    </Alone>
  );
}

function Open({ share }: { readonly share: SharedView }) {
  useLive();
  useTitle(share.title);
  // Refused, not lost: the link has expired or was revoked.
  if (useLiveState() === 'failed')
    return (
      <Alone title="This link has ended">
        <p>What it showed goes on, but is no longer shared with you.</p>
      </Alone>
    );
  return (
    <SharedFrame share={share}>
      <Subject share={share} />
      <Toasts />
    </SharedFrame>
  );
}

function Subject({ share }: { readonly share: SharedView }) {
  if (share.kind === 'run') return <SharedRun id={share.runId ?? ''} />;
  if (share.kind === 'wall') return <SharedWall />;
  if (share.kind === 'recording')
    return <SharedRecording node={share.nodeIds[0] ?? ''} boot={share.boot ?? 1} />;
  return <SharedNodes />;
}
