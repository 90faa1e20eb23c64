'use client';
import { useEffect, type ReactNode } from 'react';
import { usePathname, useRouter } from 'next/navigation';
import { useLive, useSession } from '../data/hooks.ts';
import { onSessionExpired } from '../data/client.ts';
import { onOutcome } from '../data/store.ts';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Operation } from '../../lib/contract/operation.ts';
import { Problem } from '../ui/problem.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { toast } from '../ui/toast-queue.ts';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

const DONE: Readonly<Record<Operation['kind'], string>> = {
  create: 'created',
  start: 'started',
  shutdown: 'asked to shut down',
  stop: 'powered off',
  reboot: 'asked to reboot',
  reset: 'reset',
  'power-cycle': 'powered off and started again',
  pause: 'paused',
  resume: 'resumed',
  delete: 'deleted; nothing of it is left on the host',
};

function tellOutcome(operation: Operation): void {
  if (operation.state === 'succeeded') toast('good', `${operation.nodeName} ${DONE[operation.kind]}`);
  else if (operation.error)
    toast('bad', `${operation.nodeName}: ${operation.error.message}`, operation.error.fix);
}

/** Leads to the login and back to this very place when the server no longer knows who we are. */
function useSignedIn(): void {
  const router = useRouter();
  const path = usePathname();
  useEffect(
    () =>
      onSessionExpired(() => {
        const next = `${window.location.pathname}${window.location.search}`;
        router.replace(`/login?next=${encodeURIComponent(next)}`);
      }),
    [router, path],
  );
}

/** The frame of every page behind the login. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { data: session, error, refetch } = useSession();
  const router = useRouter();
  useSignedIn();
  const out = error instanceof ConsoleError && error.code === 'unauthenticated';
  useEffect(() => {
    if (!out) return;
    const next = `${window.location.pathname}${window.location.search}`;
    router.replace(`/login?next=${encodeURIComponent(next)}`);
  }, [out, router]);
  return (
    <div className="flex h-dvh flex-col-reverse sm:flex-row">
      <a
        href="#main"
        className="fixed -top-20 left-2 z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:top-2"
      >
        Go to the content
      </a>
      <Rail />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <TopBar />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto pb-14 outline-none sm:pb-0">
          {error && !out ? (
            <div className="p-4">
              <Problem error={error} retry={() => void refetch()} />
            </div>
          ) : (
            children
          )}
        </main>
      </div>
      {session && <Live />}
      <Toasts />
    </div>
  );
}

function Live(): null {
  useLive();
  useEffect(() => onOutcome(tellOutcome), []);
  return null;
}
