'use client';
import { useState } from 'react';
import type { NetworkChange, NetworkChanged } from '../../lib/contract/network-change.ts';
import { changeFacts } from '../../lib/domain/network-facts.ts';
import { useOrchestrators } from '../data/hooks.ts';
import { useChangeNetwork, useNetworkChange } from '../data/networks.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Problem } from '../ui/problem.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast-queue.ts';
import { LineDiff } from './line-diff.tsx';

interface BootOptionsDialogProps {
  readonly host: string;
  readonly network: string;
  /** Whose nodes are to boot there, if that is known. */
  readonly orchestrator?: string | undefined;
  readonly onClose: () => void;
  readonly onChanged?: (() => void) | undefined;
}

/** Adds boot options to somebody else's network, or takes them back: first the diff and its consequence. */
export function BootOptionsDialog({ host, network, onClose, onChanged, ...known }: BootOptionsDialogProps) {
  const bootable = useOrchestrators().data?.filter(
    ({ kind }) => kind === 'edge-orchestrator' || kind === 'http-boot',
  );
  const [change, setChange] = useState<NetworkChange['change']>('apply');
  const [chosen, setChosen] = useState(known.orchestrator);
  const [later, setLater] = useState(false);
  const orchestrator = chosen ?? bootable?.[0]?.name;
  const query = { change, ...(change === 'apply' ? { orchestrator } : {}) };
  const { data: plan, error, refetch } = useNetworkChange(host, network, query);
  const act = useChangeNetwork();
  const confirm = (shown: NetworkChange): void =>
    act.mutate(
      { plan: shown, restart: !later },
      {
        onSuccess: (result) => {
          tell(shown, result);
          onChanged?.();
          onClose();
        },
      },
    );
  return (
    <Dialog title={`Boot options of ${network}`} open onClose={onClose} wide typed>
      <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
        <ChangeChoice chosen={change} onChoose={setChange} />
        {change === 'apply' && (
          <OrchestratorChoice bootable={bootable} chosen={orchestrator} onChoose={setChosen} />
        )}
        {change === 'apply' && bootable?.length === 0 ? null : error ? (
          <Problem error={error} retry={() => void refetch()} />
        ) : plan === undefined ? (
          <Skeleton className="h-40 w-full" />
        ) : (
          <Consequence plan={plan} later={later} setLater={setLater} />
        )}
        {act.error && <Problem error={act.error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind={plan?.restart === true && plan.running.length > 0 && !later ? 'danger' : 'primary'}
          isDisabled={plan === undefined || error !== null || plan.done || act.isPending}
          onPress={() => plan && confirm(plan)}
        >
          {verb(change, { pending: act.isPending, restart: plan?.restart === true && !later })}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

interface OrchestratorChoiceProps {
  readonly bootable: readonly { readonly name: string }[] | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

function OrchestratorChoice({ bootable, chosen = '', onChoose }: OrchestratorChoiceProps) {
  if (bootable === undefined) return null;
  if (bootable.length === 0)
    return (
      <Note title="Nothing boots over the network yet">
        Add an Edge Orchestrator or an HTTP boot server first; the simulator has a network of its own.
      </Note>
    );
  return (
    <SelectField
      label="For nodes of"
      value={chosen}
      onChange={onChoose}
      options={bootable.map(({ name }) => ({ value: name, label: name }))}
    />
  );
}

interface ChangeChoiceProps {
  readonly chosen: NetworkChange['change'];
  readonly onChoose: (change: NetworkChange['change']) => void;
}

const ChangeChoice = (props: ChangeChoiceProps) => (
  <Segmented
    {...props}
    label="Change"
    options={[
      { id: 'apply', label: 'Add' },
      { id: 'remove', label: 'Take back' },
    ]}
  />
);

function verb(
  change: NetworkChange['change'],
  { pending, restart }: { readonly pending: boolean; readonly restart: boolean },
): string {
  if (pending) return 'Changing …';
  return `${change === 'apply' ? 'Add options' : 'Take options back'}${restart ? ' and restart' : ''}`;
}

function tell({ network }: NetworkChange, { disconnected }: NetworkChanged): void {
  const names = disconnected.map(({ domain }) => domain).join(', ');
  if (names === '') toast('good', `The network ${network} was changed`);
  else toast('bad', `The network ${network} was changed, but ${names} could not be connected again`);
}

interface ConsequenceProps {
  readonly plan: NetworkChange;
  readonly later: boolean;
  readonly setLater: (later: boolean) => void;
}

function Consequence({ plan, later, setLater }: ConsequenceProps) {
  const isChanged = plan.diff.some(({ mark }) => mark !== ' ');
  return (
    <>
      {isChanged && <LineDiff lines={plan.diff} what="network definition" />}
      <ul className="flex flex-col gap-1 text-ink-2">
        {changeFacts(plan).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {plan.warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
      {plan.restart && isChanged && (
        <Checkbox isSelected={later} onChange={setLater}>
          Change its definition only; somebody else restarts it later
        </Checkbox>
      )}
    </>
  );
}
