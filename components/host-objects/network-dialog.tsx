'use client';
import { useState } from 'react';
import { hostNetworkRequest } from '../../lib/contract/host-network.ts';
import { useChangeHostObject } from '../data/host-objects.ts';
import { fieldErrors } from '../data/hooks.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { mistakesIn } from './mistakes.ts';

interface NetworkDialogProps {
  readonly host: string;
  readonly onClose: () => void;
  readonly onMade: (name: string) => void;
}

const FORWARDS = [
  { value: 'nat', label: 'NAT', detail: 'Guests reach what the host reaches' },
  { value: 'isolated', label: 'Isolated', detail: 'Guests reach each other and the host' },
] as const;

const NEW = { name: '', subnet: '', forward: 'nat', dhcp: true, autostart: true };

/** Defines and starts a network. */
export function NetworkDialog({ host, onClose, onMade }: NetworkDialogProps) {
  const [draft, setDraft] = useState(NEW);
  const change = useChangeHostObject(host);
  const refused = fieldErrors(change.error);
  const parsed = hostNetworkRequest.safeParse(draft);
  const mistakes = mistakesIn(parsed, draft);
  const set = (part: Partial<typeof draft>): void => {
    change.reset();
    setDraft({ ...draft, ...part });
  };
  const send = (): void => {
    if (!parsed.success) return;
    const { data: request } = parsed;
    const onSuccess = (): void => {
      onMade(request.name);
      onClose();
    };
    change.mutate({ kind: 'new-network', request }, { onSuccess });
  };
  return (
    <FormDialog
      title={`New network on ${host}`}
      verb="Create network"
      sending="Creating …"
      isSending={change.isPending}
      isIncomplete={!parsed.success}
      error={change.error}
      onSend={send}
      onClose={onClose}
    >
      <TextField
        label="Name"
        mono
        autoFocus
        value={draft.name}
        onChange={(name) => set({ name })}
        error={mistakes.get('name') ?? refused.get('name')}
      />
      <TextField
        label="Subnet"
        mono
        placeholder="10.20.30.0/24"
        value={draft.subnet}
        onChange={(subnet) => set({ subnet })}
        hint="A private /24 that nothing else uses; the host gets its first address"
        error={mistakes.get('subnet') ?? refused.get('subnet')}
      />
      <Behaviour draft={draft} set={set} />
    </FormDialog>
  );
}

interface BehaviourProps {
  readonly draft: typeof NEW;
  readonly set: (part: Partial<typeof NEW>) => void;
}

const Behaviour = ({ draft, set }: BehaviourProps) => (
  <>
    <SelectField
      label="Forwarding"
      value={draft.forward}
      onChange={(forward) => set({ forward })}
      options={FORWARDS}
      hint={FORWARDS.find(({ value }) => value === draft.forward)?.detail}
    />
    <Checkbox isSelected={draft.dhcp} onChange={(dhcp) => set({ dhcp })}>
      Give addresses by DHCP, from .2 to .254
    </Checkbox>
    <Checkbox isSelected={draft.autostart} onChange={(autostart) => set({ autostart })}>
      Start it together with the host
    </Checkbox>
  </>
);
