'use client';
import { useEffect, type ReactNode } from 'react';
import dynamic from 'next/dynamic';
import { useLive } from '../data/hooks.ts';
import { onBulkEnd, onOutcome } from '../data/store.ts';
import type { Bulk } from '../../lib/contract/bulk.ts';
import { bulkFailures, bulkText } from '../../lib/domain/bulk-facts.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { useShownNotices } from '../notifications/use-browser-notices.ts';
import { Presenting } from '../presenting/presenting.tsx';
import { Problem } from '../ui/problem.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { toast } from '../ui/toast-queue.ts';
import { Rail } from './rail.tsx';
import { useSignedIn } from './signed-in.ts';
import { TopBar } from './top-bar.tsx';

const DemoPanel = dynamic(async () => (await import('../demo/demo-panel.tsx')).DemoPanel, { ssr: false });

const DONE: Readonly<Record<Operation['kind'], string>> = {
  create: 'created',
  start: 'started',
  shutdown: 'is shutting down',
  stop: 'powered off',
  reboot: 'is rebooting',
  reset: 'reset',
  'power-cycle': 'power-cycled',
  pause: 'paused',
  resume: 'resumed',
  netboot: 'started from the network',
  reprovision: 'is being provisioned again',
  edit: 'changed',
  'attach-disk': 'has another disk',
  'detach-disk': 'has one disk less',
  'attach-nic': 'has another network card',
  'detach-nic': 'has one network card less',
  checkpoint: 'has a checkpoint',
  'go-back': 'is back at its checkpoint',
  'drop-checkpoint': 'has one checkpoint less',
  delete: 'deleted and removed from its host',
};

function toastOutcome(operation: Operation): void {
  if (operation.state === 'succeeded') toast('good', `${operation.nodeName} ${DONE[operation.kind]}`);
  else if (operation.error)
    toast('bad', `${operation.nodeName}: ${operation.error.message}`, operation.error.fix);
}

function toastBulk(bulk: Bulk): void {
  const failures = bulkFailures(bulk);
  toast(failures.length === 0 ? 'good' : 'bad', bulkText(bulk), failures.join('\n'));
}

/** The frame of every page behind the login page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { session, error, retry } = useSignedIn();
  return (
    <div className="flex h-dvh flex-col-reverse sm:flex-row">
      <a
        href="#main"
        className="fixed -top-20 left-2 z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:top-2"
      >
        Skip to content
      </a>
      <Rail />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <TopBar />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto pb-14 outline-none sm:pb-0">
          {error ? (
            <div className="p-4">
              <Problem error={error} retry={retry} />
            </div>
          ) : (
            children
          )}
        </main>
      </div>
      {session && <Live />}
      {session && <Presenting />}
      {session && <DemoPanel />}
      <Toasts />
    </div>
  );
}

function Live(): null {
  useLive();
  useShownNotices();
  useEffect(() => onOutcome(toastOutcome), []);
  useEffect(() => onBulkEnd(toastBulk), []);
  return null;
}
