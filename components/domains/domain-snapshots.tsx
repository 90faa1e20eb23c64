'use client';
import { useState } from 'react';
import type { DomainSnapshot } from '../../lib/contract/domain-snapshot.ts';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { snapshotKind, snapshotTree, type SnapshotRow } from '../../lib/domain/snapshot-tree.ts';
import { useAllowed } from '../data/hooks.ts';
import { useSnapshots } from '../data/snapshots.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Age } from '../ui/moment.tsx';
import { ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TD, TH } from '../ui/style.ts';
import { SnapshotDeletionDialog } from './snapshot-deletion-dialog.tsx';
import { SnapshotDialog } from './snapshot-dialog.tsx';
import { SnapshotRevertDialog } from './snapshot-revert-dialog.tsx';
import { SnapshotXmlDialog } from './snapshot-xml-dialog.tsx';

type Asked =
  | { readonly what: 'take' }
  | { readonly what: 'revert' | 'delete' | 'xml'; readonly snapshot: DomainSnapshot };

/** libvirt's own snapshots of a domain, as a tree; those of a node are only shown. */
export function DomainSnapshots({ domain }: { readonly domain: HostDomainDetail }) {
  const { data, error, refetch } = useSnapshots(domain.host, domain.uuid);
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayWrite = useAllowed('domains.write') && domain.node === null;
  const close = (): void => setAsked(null);
  const take = mayWrite && (
    <Button kind="primary" onPress={() => setAsked({ what: 'take' })}>
      Take a snapshot …
    </Button>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-32" />}
      {data?.length === 0 && (
        <Empty title="No snapshots" action={take}>
          A snapshot keeps what the disks have at a moment, and the memory of a machine that runs, to go back
          to it later.
        </Empty>
      )}
      {data && data.length > 0 && (
        <>
          <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-1.5">
            <p className="min-w-0 text-ink-2">The present disks continue from the one marked “current”.</p>
            <span className="ml-auto">{take}</span>
          </div>
          <SnapshotTable rows={snapshotTree(data)} mayWrite={mayWrite} onAsk={setAsked} />
        </>
      )}
      {asked?.what === 'take' && <SnapshotDialog domain={domain} onClose={close} />}
      {asked?.what === 'revert' && (
        <SnapshotRevertDialog domain={domain} snapshot={asked.snapshot} onClose={close} />
      )}
      {asked?.what === 'delete' && (
        <SnapshotDeletionDialog
          domain={domain}
          snapshot={asked.snapshot}
          snapshots={data ?? []}
          onClose={close}
        />
      )}
      {asked?.what === 'xml' && (
        <SnapshotXmlDialog domain={domain} name={asked.snapshot.name} onClose={close} />
      )}
    </div>
  );
}

interface SnapshotTableProps {
  readonly rows: readonly SnapshotRow[];
  readonly mayWrite: boolean;
  readonly onAsk: (asked: Asked) => void;
}

const SnapshotTable = ({ rows, mayWrite, onAsk }: SnapshotTableProps) => (
  <ScrollX label="Snapshots">
    <table className="stacked w-full">
      <thead>
        <tr className="border-b border-line">
          <th className={`${TH} pl-4`}>Snapshot</th>
          <th className={TH}>Taken</th>
          <th className={TH}>State</th>
          <th className={TH}>Kind</th>
          <th className={TH}>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ snapshot, depth }) => (
          <SnapshotRowCells
            key={snapshot.name}
            snapshot={snapshot}
            depth={depth}
            mayWrite={mayWrite}
            onAsk={onAsk}
          />
        ))}
      </tbody>
    </table>
  </ScrollX>
);

interface RowProps extends SnapshotRow {
  readonly mayWrite: boolean;
  readonly onAsk: (asked: Asked) => void;
}

/** Deeper ones are moved in, up to what a narrow screen bears. */
const indent = (depth: number): string => `${Math.min(depth, 8) * 1.25}rem`;

function SnapshotRowCells({ snapshot, depth, mayWrite, onAsk }: RowProps) {
  const { name, description, createdAt, state, current, parent } = snapshot;
  const action = (what: 'revert' | 'delete' | 'xml', label: string) => (
    <Button
      kind="quiet"
      className="h-6 px-2 text-xs"
      aria-label={`${label} ${name}`}
      onPress={() => onAsk({ what, snapshot })}
    >
      {label}
      {what === 'xml' ? '' : ' …'}
    </Button>
  );
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4`}>
        <div style={{ paddingLeft: indent(depth) }}>
          <span className="font-mono text-xs font-medium">
            {depth > 0 && <span aria-hidden>└ </span>}
            {name}
          </span>
          {current && (
            <span className="ml-2 rounded-sm bg-accent-soft px-1.5 text-xs text-accent">current</span>
          )}
          {parent !== null && <span className="sr-only">, taken after {parent}</span>}
          {description !== null && (
            <p className="max-w-md truncate text-xs text-ink-3" title={description}>
              {description}
            </p>
          )}
        </div>
      </td>
      <td className={TD}>{createdAt === null ? 'unknown' : <Age at={createdAt} ago />}</td>
      <td className={TD}>{state}</td>
      <td className={`${TD} text-ink-2`}>{snapshotKind(snapshot)}</td>
      <td className={`${TD} text-right`}>
        {action('xml', 'XML')}
        {mayWrite && action('revert', 'Go back')}
        {mayWrite && action('delete', 'Delete')}
      </td>
    </tr>
  );
}
