'use client';
import { useSyncExternalStore } from 'react';
import { type SerialPicture, type SerialSession } from '../data/serial/session.ts';
import { type SerialView } from './serial-view.ts';

const WORDS: Readonly<Record<SerialPicture['state'], string>> = {
  connecting: 'Connecting to the console',
  open: 'Live',
  ended: 'Over',
  waiting: 'Connection lost; going on at the same byte in a moment',
};

const MARKS: Readonly<Record<SerialPicture['state'], string>> = {
  connecting: 'bg-warn animate-breathe',
  open: 'bg-accent',
  ended: 'border border-edge',
  waiting: 'bg-warn animate-breathe',
};

const Words = ({ children }: { readonly children: string }) => (
  <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-6 text-center text-ink-3">
    {children}
  </p>
);

/** In place of an empty pane: that nothing was said yet, which is not the same as nothing arriving. */
export function Silence({ view, never }: { readonly view: SerialView; readonly never: boolean }) {
  const { state, boot } = useSyncExternalStore(
    view.session.subscribe,
    view.session.picture,
    view.session.picture,
  );
  const silent = useSyncExternalStore(view.subscribe, () => view.session.position === 0);
  if (never && boot === null)
    return <Words>Never switched on. Start the node: all it says is shown here, from its first byte.</Words>;
  if (!silent || boot === null || state === 'connecting' || state === 'waiting') return null;
  return (
    <Words>
      {state === 'ended'
        ? 'This port said nothing in that boot.'
        : 'Nothing said on this port yet. A firmware takes some seconds to its first line.'}
    </Words>
  );
}

interface SerialStatusProps {
  readonly session: SerialSession;
  /** The node was never switched on. */
  readonly never: boolean;
}

export function SerialStatus({ session, never }: SerialStatusProps) {
  const picture = useSyncExternalStore(session.subscribe, session.picture, session.picture);
  const off = never && picture.boot === null && picture.state === 'open';
  return (
    <span role="status" className="flex min-w-0 items-center gap-1.5 px-1.5 text-ink-3">
      <span
        aria-hidden
        className={`size-1.5 shrink-0 rounded-full ${off ? 'border border-edge' : MARKS[picture.state]}`}
      />
      <span className="truncate" title={picture.reason ?? undefined}>
        {off ? 'Off' : WORDS[picture.state]}
        {picture.boot !== null && ` · boot ${picture.boot}`}
      </span>
    </span>
  );
}
