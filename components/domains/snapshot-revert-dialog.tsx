'use client';
import { useState } from 'react';
import type { DomainSnapshot } from '../../lib/contract/domain-snapshot.ts';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { useChangeSnapshots } from '../data/snapshots.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface SnapshotRevertDialogProps {
  readonly domain: HostDomainDetail;
  readonly snapshot: DomainSnapshot;
  readonly onClose: () => void;
}

const STATES = ['as-it-was', 'running', 'paused'] as const;
type State = (typeof STATES)[number];

/** Goes back to a snapshot, after saying what is lost. */
export function SnapshotRevertDialog({ domain, snapshot, onClose }: SnapshotRevertDialogProps) {
  const { name, state: kept } = snapshot;
  const [state, setState] = useState<State>('as-it-was');
  const [force, setForce] = useState(false);
  const change = useChangeSnapshots(domain.host, domain.uuid);
  const send = (): void =>
    change.mutate({ kind: 'revert', name, request: { confirm: name, state, force } }, { onSuccess: onClose });
  return (
    <FormDialog
      title={`Go back to ${name}?`}
      verb={`Go back to ${name}`}
      sending="Going back …"
      isSending={change.isPending}
      error={change.error}
      isDanger
      onSend={send}
      onClose={onClose}
    >
      <p>
        The disks become what they were then. What they and the memory of {domain.name} have now is lost: take
        another snapshot first to keep it.
      </p>
      <SelectField
        label="Afterwards it is"
        value={state}
        onChange={(value) => setState(STATES.find((each) => each === value) ?? 'as-it-was')}
        options={[
          { value: 'as-it-was', label: `as it was (${kept})` },
          { value: 'running', label: 'running' },
          { value: 'paused', label: 'paused' },
        ]}
      />
      {change.error && (
        <Checkbox isSelected={force} onChange={setForce}>
          Also where libvirt sees a risk
        </Checkbox>
      )}
    </FormDialog>
  );
}
