'use client';
import dynamic from 'next/dynamic';
import { progressTitle } from '../../lib/report/node-status.ts';
import { waitsFor } from '../../lib/report/progress.ts';
import type { NodeDetail } from '../../lib/contract/node.ts';
import { useAllowed, useLive, useNode } from '../data/hooks.ts';
import { useSignedIn } from '../shell/signed-in.ts';
import { PortChoice } from '../console/port-choice.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSearch } from '../ui/search.ts';
import { useTitle } from '../ui/title.ts';
import { Toasts } from '../ui/toasts.tsx';

// Terminal and screen are loaded when they are shown.
const ScreenPane = dynamic(async () => (await import('../console/screen-pane.tsx')).ScreenPane, {
  ssr: false,
});
const SerialPane = dynamic(async () => (await import('../console/serial-pane.tsx')).SerialPane, {
  ssr: false,
});

/** The port that `?port=` names; null: the screen. */
function usePort(): readonly [number | null, (port: string) => void] {
  const [port, setPort] = useSearch('port');
  return [port === '0' || port === '1' ? Number(port) : null, setPort];
}

/** A window with one console of a node and nothing else. */
export function ConsoleWindow({ id }: { readonly id: string }) {
  const { session, error, retry } = useSignedIn();
  const { data: found, error: failure, refetch } = useNode(id);
  // Changes arrive under its id; the address may have its name.
  const { data: live } = useNode(found?.id ?? id);
  const node = live ?? found;
  const problem = error ?? (node ? null : failure);
  return (
    <main className="flex h-dvh flex-col bg-terminal">
      {problem !== null && (
        <div className="p-4">
          <Problem error={problem} retry={() => (error ? retry() : void refetch())} />
        </div>
      )}
      {session && node && <Shown node={node} />}
      {session && <Live />}
      <Toasts />
    </main>
  );
}

function Shown({ node }: { readonly node: NodeDetail }) {
  const [port, setPort] = usePort();
  const mayWrite = useAllowed('console.write') && node.deletedAt === null;
  const what = port === null ? 'screen' : `ttyS${port}`;
  useTitle(`${node.name} ${what} · ${progressTitle(node)}`);
  const waiting = node.operation?.endedAt === null ? null : waitsFor(node);
  return (
    <>
      <h1 className="sr-only">{`${node.name}: ${what}`}</h1>
      <div className="min-h-0 flex-1">
        {port === null ? (
          <ScreenPane node={node} waiting={waitsFor(node)} mayWrite={mayWrite} popOut={null} onHide={null} />
        ) : (
          <SerialPane
            source={{ node: node.id, port, boot: null, mode: mayWrite ? 'write' : 'read' }}
            nodeName={node.name}
            bootNumber={node.bootNumber}
            reveal={null}
            mayWrite={mayWrite}
            waiting={waiting}
            refusal={node.inputRefused.find((each) => each.port === port)}
            ownWindow
            title={
              <>
                <h2 className="max-w-40 truncate px-1 font-mono text-[11px]">{node.name}</h2>
                <PortChoice port={port} onPort={(chosen) => setPort(String(chosen))} />
              </>
            }
          />
        )}
      </div>
    </>
  );
}

function Live(): null {
  useLive();
  return null;
}
