'use client';
import { hostPoolRequest } from '../../lib/contract/host-pool.ts';
import { useChangeHostObject } from '../data/host-objects.ts';
import { readAs } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface PoolDialogProps {
  readonly host: string;
  readonly onClose: () => void;
}

/** Defines and starts a pool over a folder. */
export function PoolDialog({ host, onClose }: PoolDialogProps) {
  const change = useChangeHostObject(host);
  const { field, check, dialog } = useDialogForm({
    begin: () => ({ name: '', path: '', autostart: true }),
    read: (draft) => readAs(hostPoolRequest, draft),
    mutation: change,
    send: (request) => change.mutate({ kind: 'new-pool', request }, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`New storage pool on ${host}`}
      verb="Create pool"
      sending="Creating …"
      {...dialog}
      onClose={onClose}
    >
      <TextField label="Name" mono autoFocus {...field('name')} />
      <TextField
        label="Folder on the host"
        mono
        placeholder="/var/lib/libvirt/images/lab"
        hint="It is made if it is not there; files that are in it become volumes"
        {...field('path')}
      />
      <Checkbox {...check('autostart')}>Start it together with the host</Checkbox>
    </FormDialog>
  );
}
