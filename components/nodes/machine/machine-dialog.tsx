'use client';
import type { Node } from '../../../lib/contract/node.ts';
import type { NodeEdit } from '../../../lib/contract/node-edit.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import { changesOf, refusalsOf } from '../../../lib/domain/node-edit.ts';
import { useEditNode } from '../../data/hooks.ts';
import { useDialogForm } from '../../forms/use-dialog-form.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
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
  const save = useEditNode();
  const own = node.networkKind === 'own' ? node.network : '';
  const refusalsIn = (edit: NodeEdit) => refusalsOf(node.state, hardware, edit);
  const form = useDialogForm({
    begin: () => draftOf(hardware),
    read: (draft) => {
      const result = readMachine(draft, hardware, own);
      const refusals = result.ok ? refusalsIn(result.request) : [];
      if (refusals.length === 0) return result;
      return { ok: false, errors: new Map(refusals.map(({ field, message }) => [field, message])) };
    },
    mutation: save,
    send: (edit) => save.mutate({ id: node.id, edit }, { onSuccess: onClose }),
  });
  const { field, check, dialog } = form;
  const read = readMachine(form.draft, hardware, own);
  return (
    <FormDialog
      title={`Change the machine of ${node.name}`}
      verb="Change"
      sending="Changing …"
      {...dialog}
      onClose={onClose}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {SIZES.map(([name, label, hint]) => (
          <TextField key={name} label={label} numeric hint={hint} {...field(name)} />
        ))}
      </div>
      <PlaceFields node={node} hardware={hardware} draft={form.draft} field={field} />
      <Checkbox {...check('autostart')}>Start it together with its host</Checkbox>
      {read.ok && (
        <>
          <Changes changes={changesOf(node, hardware, read.request, own)} isOn={hardware.present !== null} />
          {refusalsIn(read.request).map(({ field: name, fix }) => (
            <p key={name} className="text-xs text-ink-2">
              {fix}
            </p>
          ))}
        </>
      )}
    </FormDialog>
  );
}
