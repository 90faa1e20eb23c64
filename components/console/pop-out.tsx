'use client';
import { useEffect, useState } from 'react';
import dynamic from 'next/dynamic';
import { useRouter, useSearchParams } from 'next/navigation';
import { ConsoleError } from '../../lib/contract/error.ts';
import { waitsFor } from '../../lib/report/progress.ts';
import { onSessionExpired } from '../data/client.ts';
import { useAllowed, useLive, useNode, useSession } from '../data/hooks.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { useTitle } from '../ui/title.ts';
import { PortChoice } from './port-choice.tsx';

const SerialPane = dynamic(async () => (await import('./serial-pane.tsx')).SerialPane, { ssr: false });

/** To the login page, and back here afterwards. */
function useLoginFirst(): void {
  const router = useRouter();
  const { error } = useSession();
  const isOut = error instanceof ConsoleError && error.code === 'unauthenticated';
  useEffect(() => {
    const leave = (): void => {
      const next = `${window.location.pathname}${window.location.search}`;
      router.replace(`/login?next=${encodeURIComponent(next)}`);
    };
    if (isOut) leave();
    return onSessionExpired(leave);
  }, [router, isOut]);
}

/** A serial port in a window that has nothing else in it. */
export function PopOut({ id }: { readonly id: string }) {
  useLive();
  useLoginFirst();
  const { data: found, error, refetch } = useNode(id);
  // Changes arrive under its id; the address may have its name.
  const { data: live } = useNode(found?.id ?? id);
  const node = live ?? found;
  const mayWrite = useAllowed('console.write');
  const params = useSearchParams();
  const [port, setPort] = useState(params.get('port') === '1' ? 1 : 0);
  useTitle(node === undefined ? 'Console' : `${node.name} ttyS${port}`);
  if (node === undefined)
    return (
      <main className="p-4">
        {error ? <Problem error={error} retry={() => void refetch()} /> : <Skeleton className="h-8" />}
      </main>
    );
  return (
    <main className="h-dvh">
      <SerialPane
        source={{ node: node.id, port, boot: null, mode: mayWrite ? 'write' : 'read' }}
        nodeName={node.name}
        bootNumber={node.bootNumber}
        reveal={null}
        mayWrite={mayWrite}
        waiting={node.operation?.endedAt === null ? null : waitsFor(node)}
        refusal={node.inputRefused.find((each) => each.port === port)}
        ownWindow
        title={
          <>
            <h1 className="max-w-40 truncate px-1 font-mono text-xs">{node.name}</h1>
            <PortChoice port={port} onPort={setPort} />
          </>
        }
      />
      <Toasts />
    </main>
  );
}
