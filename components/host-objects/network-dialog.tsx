'use client';
import { hostNetworkRequest } from '../../lib/contract/host-network.ts';
import { useChangeHostObject } from '../data/host-objects.ts';
import { readAs } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface NetworkDialogProps {
  readonly host: string;
  readonly onClose: () => void;
  readonly onMade: (name: string) => void;
}

const FORWARDS = [
  { value: 'nat', label: 'NAT', detail: 'Guests reach what the host reaches' },
  { value: 'isolated', label: 'Isolated', detail: 'Guests reach each other and the host' },
] as const;

/** Defines and starts a network. */
export function NetworkDialog({ host, onClose, onMade }: NetworkDialogProps) {
  const change = useChangeHostObject(host);
  const { draft, field, check, dialog } = useDialogForm({
    begin: () => ({ name: '', subnet: '', forward: 'nat', dhcp: true, autostart: true }),
    read: (typed) => readAs(hostNetworkRequest, typed),
    mutation: change,
    send: (request) => {
      const onSuccess = (): void => {
        onMade(request.name);
        onClose();
      };
      change.mutate({ kind: 'new-network', request }, { onSuccess });
    },
  });
  return (
    <FormDialog
      title={`New network on ${host}`}
      verb="Create network"
      sending="Creating …"
      {...dialog}
      onClose={onClose}
    >
      <TextField label="Name" mono autoFocus {...field('name')} />
      <TextField
        label="Subnet"
        mono
        placeholder="10.20.30.0/24"
        hint="A private /24 that nothing else uses; the host gets its first address"
        {...field('subnet')}
      />
      <SelectField
        label="Forwarding"
        options={FORWARDS}
        hint={FORWARDS.find(({ value }) => value === draft.forward)?.detail}
        {...field('forward')}
      />
      <Checkbox {...check('dhcp')}>Give addresses by DHCP, from .2 to .254</Checkbox>
      <Checkbox {...check('autostart')}>Start it together with the host</Checkbox>
    </FormDialog>
  );
}
