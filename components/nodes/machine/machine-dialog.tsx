'use client';
import { useState, type SyntheticEvent } from 'react';
import type { Node } from '../../../lib/contract/node.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import { changesOf, refusalsOf } from '../../../lib/domain/node-edit.ts';
import { fieldErrors, useEditNode } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Changes } from './changes.tsx';
import { draftOf, readMachine } from './machine-draft.ts';
import { PlaceFields } from './place-fields.tsx';

interface MachineDialogProps {
  readonly node: Node;
  readonly hardware: NodeHardware;
  readonly onClose: () => void;
}

const SIZES = [
  ['vcpus', 'vCPUs', 'More are added at once, up to the maximum'],
  ['maxVcpus', 'vCPUs at most', 'After a power-off'],
  ['memoryMiB', 'Memory (MiB)', 'After a power-off'],
  ['diskGiB', 'Disk (GiB)', 'At once; it can only grow'],
] as const;

/** What a machine is to have; what differs is shown, with when it takes effect, before it is done. */
export function MachineDialog({ node, hardware, onClose }: MachineDialogProps) {
  const [draft, setDraft] = useState(() => draftOf(hardware));
  const save = useEditNode();
  const own = node.networkKind === 'own' ? node.network : '';
  const { edit, mistakes } = readMachine(draft, hardware, own);
  const refusals = edit === null ? [] : refusalsOf(node.state, hardware, edit);
  const refused = fieldErrors(save.error);
  const error = (field: string): string | undefined =>
    mistakes.get(field) ?? refusals.find((refusal) => refusal.field === field)?.message ?? refused.get(field);
  const set = (part: Partial<typeof draft>): void => {
    save.reset();
    setDraft({ ...draft, ...part });
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (edit !== null && refusals.length === 0) save.mutate({ id: node.id, edit }, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Change the machine of ${node.name}`} open typed onClose={onClose}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
          <div className="grid gap-3 sm:grid-cols-2">
            {SIZES.map(([field, label, hint]) => (
              <TextField
                key={field}
                label={label}
                numeric
                value={draft[field]}
                onChange={(value) => set({ [field]: value })}
                error={error(field)}
                hint={hint}
              />
            ))}
          </div>
          <PlaceFields node={node} hardware={hardware} draft={draft} set={set} error={error} />
          <Checkbox isSelected={draft.autostart} onChange={(autostart) => set({ autostart })}>
            Start it together with its host
          </Checkbox>
          {edit !== null && (
            <Changes changes={changesOf(node, hardware, edit, own)} isOn={hardware.present !== null} />
          )}
          {save.error && refused.size === 0 && <Problem error={save.error} />}
          {refusals.map(({ field, fix }) => (
            <p key={field} className="text-xs text-ink-2">
              {fix}
            </p>
          ))}
        </div>
        <DialogFooter>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={edit === null || refusals.length > 0}>
            Change
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
