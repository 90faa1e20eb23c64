'use client';
import { useState } from 'react';
import type { DomainSnapshot } from '../../lib/contract/domain-snapshot.ts';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { descendantsOf, snapshotKind } from '../../lib/domain/snapshot-tree.ts';
import { useChangeSnapshots } from '../data/snapshots.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface SnapshotDeletionDialogProps {
  readonly domain: HostDomainDetail;
  readonly snapshot: DomainSnapshot;
  readonly snapshots: readonly DomainSnapshot[];
  readonly onClose: () => void;
}

/** Deletes a snapshot, after listing which. */
export function SnapshotDeletionDialog(props: SnapshotDeletionDialogProps) {
  const { domain, snapshot, snapshots, onClose } = props;
  const [withChildren, setWithChildren] = useState(false);
  const [recordOnly, setRecordOnly] = useState(false);
  const change = useChangeSnapshots(domain.host, domain.uuid);
  const children = descendantsOf(snapshot.name, snapshots);
  const goes = [snapshot.name, ...(withChildren ? children : [])];
  const isExternal = snapshotKind(snapshot).startsWith('external');
  const send = (): void =>
    change.mutate(
      { kind: 'delete', name: snapshot.name, how: { children: withChildren, recordOnly } },
      { onSuccess: onClose },
    );
  return (
    <FormDialog
      title={`Delete the snapshot ${snapshot.name}?`}
      verb={goes.length === 1 ? 'Delete it' : `Delete ${goes.length} snapshots`}
      sending="Deleting …"
      isSending={change.isPending}
      error={change.error}
      isDanger
      onSend={send}
      onClose={onClose}
    >
      <p>What the disks have now stays. It will not be possible to go back to:</p>
      <ul className="font-mono text-xs">
        {goes.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {children.length > 0 && (
        <Checkbox isSelected={withChildren} onChange={setWithChildren}>
          Delete those that were taken after it, too ({children.length})
        </Checkbox>
      )}
      {isExternal && (
        <Checkbox isSelected={recordOnly} onChange={setRecordOnly}>
          Only libvirt’s record of it; its files stay
        </Checkbox>
      )}
    </FormDialog>
  );
}
