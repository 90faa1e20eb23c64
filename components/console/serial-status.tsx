'use client';
import { duration } from '../../lib/domain/format.ts';
import { useSyncExternalStore, type ReactNode } from 'react';
import type { SerialSession, SerialSnapshot } from '../data/console-sockets.ts';
import { useNow } from '../ui/clock.ts';
import type { SerialView } from './serial-view.ts';

const WORDS: Readonly<Record<SerialSnapshot['state'], string>> = {
  connecting: 'Connecting to the console',
  open: 'Live',
  ended: 'Ended',
  waiting: 'Connection lost; resuming at the same byte',
  failed: 'Refused by the server',
};

const MARKS: Readonly<Record<SerialSnapshot['state'], string>> = {
  connecting: 'bg-warn animate-breathe',
  open: 'bg-accent',
  ended: 'border border-edge',
  waiting: 'bg-warn animate-breathe',
  failed: 'bg-bad',
};

const Words = ({ children }: { readonly children: string }) => (
  <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-6 text-center text-ink-3">
    {children}
  </p>
);

interface SilenceProps {
  readonly view: SerialView;
  /** The node was never started. */
  readonly never: boolean;
  /** What the node waits for; null when it waits for nothing. */
  readonly waiting: string | null;
}

/** Explains an empty or quiet pane. */
export function Silence({ view, never, waiting }: SilenceProps) {
  const { state, boot } = useSyncExternalStore(
    view.session.subscribe,
    view.session.snapshot,
    view.session.snapshot,
  );
  const silent = useSyncExternalStore(view.subscribe, () => view.session.position === 0);
  if (never && boot === null)
    return <Words>Never started. Output is shown here from the first byte once the node starts.</Words>;
  if (boot === null || state === 'connecting' || state === 'waiting' || state === 'failed') return null;
  if (state === 'ended') return silent && <Words>No output on this port in that boot.</Words>;
  const what = waiting === null ? '' : ` Waiting for ${waiting}.`;
  if (!silent) return waiting === null ? null : <Quiet view={view} waiting={waiting} />;
  const message = `Boot ${boot}: no output on this port yet.${what}`;
  // Output of the previous boot stays readable.
  return view.isBlank ? <Words>{message}</Words> : <Strip>{message}</Strip>;
}

/** How long a booting guest may be silent before the pane shows what it waits for. */
const QUIET_MS = 4000;

function Quiet({ view, waiting }: { readonly view: SerialView; readonly waiting: string }) {
  const now = useNow();
  const quiet = now - view.heardAt;
  return quiet < QUIET_MS ? null : (
    <Strip>
      No output for {duration(Math.floor(quiet / 1000) * 1000)}. Waiting for {waiting}.
    </Strip>
  );
}

const Strip = ({ children }: { readonly children: ReactNode }) => (
  <p className="pointer-events-none absolute bottom-2 left-3 max-w-[calc(100%-1.5rem)] truncate rounded-md border border-line bg-raised px-2 py-0.5 text-xs text-ink-2 tabular-nums">
    {children}
  </p>
);

interface SerialStatusProps {
  readonly session: SerialSession;
  /** The node was never started. */
  readonly never: boolean;
}

export function SerialStatus({ session, never }: SerialStatusProps) {
  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  const off = never && snapshot.boot === null && snapshot.state === 'open';
  return (
    <span role="status" className="flex min-w-0 items-center gap-1.5 px-1.5 text-ink-3">
      <span
        aria-hidden
        className={`size-1.5 shrink-0 rounded-full ${off ? 'border border-edge' : MARKS[snapshot.state]}`}
      />
      <span className="truncate" title={snapshot.error?.message}>
        {off ? 'Off' : WORDS[snapshot.state]}
        {snapshot.boot !== null && ` · boot ${snapshot.boot}`}
      </span>
    </span>
  );
}
