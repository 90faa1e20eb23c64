'use client';
import { useState } from 'react';
import { hostPoolRequest } from '../../lib/contract/host-pool.ts';
import { useChangeHostObject } from '../data/host-objects.ts';
import { fieldErrors } from '../data/hooks.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { mistakesIn } from './mistakes.ts';

interface PoolDialogProps {
  readonly host: string;
  readonly onClose: () => void;
}

/** Defines and starts a pool over a folder. */
export function PoolDialog({ host, onClose }: PoolDialogProps) {
  const [draft, setDraft] = useState({ name: '', path: '', autostart: true });
  const change = useChangeHostObject(host);
  const refused = fieldErrors(change.error);
  const parsed = hostPoolRequest.safeParse(draft);
  const mistakes = mistakesIn(parsed, draft);
  const set = (part: Partial<typeof draft>): void => {
    change.reset();
    setDraft({ ...draft, ...part });
  };
  const send = (): void => {
    if (parsed.success) change.mutate({ kind: 'new-pool', request: parsed.data }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={`New storage pool on ${host}`}
      verb="Create pool"
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
        label="Folder on the host"
        mono
        placeholder="/var/lib/libvirt/images/lab"
        value={draft.path}
        onChange={(path) => set({ path })}
        hint="It is made if it is not there; files that are in it become volumes"
        error={mistakes.get('path') ?? refused.get('path')}
      />
      <Checkbox isSelected={draft.autostart} onChange={(autostart) => set({ autostart })}>
        Start it together with the host
      </Checkbox>
    </FormDialog>
  );
}
