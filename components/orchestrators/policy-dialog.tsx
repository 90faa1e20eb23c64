'use client';
import { useState } from 'react';
import type { OrchestratorCatalogue } from '../../lib/contract/orchestrator-catalogue.ts';
import { useChangePolicy } from '../data/orchestrators.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Problem } from '../ui/problem.tsx';
import { toast } from '../ui/toast-queue.ts';

interface PolicyDialogProps {
  readonly orchestrator: string;
  readonly catalogue: OrchestratorCatalogue;
  readonly onClose: () => void;
}

/** Changes what is installed automatically; because that is for the whole project, its name has to be typed. */
export function PolicyDialog({ orchestrator, catalogue, onClose }: PolicyDialogProps) {
  const { policy } = catalogue;
  const [profile, setProfile] = useState(policy.defaultProfile ?? '');
  const [automatic, setAutomatic] = useState(policy.autoProvision);
  const [typed, setTyped] = useState('');
  const change = useChangePolicy(orchestrator);
  const changes = {
    ...(profile === (policy.defaultProfile ?? '') ? {} : { defaultProfile: profile }),
    ...(automatic === policy.autoProvision ? {} : { autoProvision: automatic }),
  };
  const isReady = Object.keys(changes).length > 0 && typed === orchestrator && !change.isPending;
  const submit = (): void =>
    change.mutate(
      { ...changes, confirm: typed },
      {
        onSuccess: () => {
          toast('good', `The policy of ${orchestrator} was changed`);
          onClose();
        },
      },
    );
  return (
    <Dialog title={`What ${orchestrator} installs automatically`} open onClose={onClose} typed>
      <div className="flex max-h-[60vh] flex-col gap-3 overflow-y-auto px-4 py-3">
        <DefaultOs catalogue={catalogue} value={profile} onChange={setProfile} />
        <Checkbox isSelected={automatic} onChange={setAutomatic}>
          Install it automatically on every machine that has been onboarded
        </Checkbox>
        <Note
          tone="warn"
          title="This applies to every machine of the project, also to those of other people and consoles."
        >
          Machines that have an OS keep it.
        </Note>
        <TextField
          label={`Type “${orchestrator}” to confirm`}
          mono
          autoComplete="off"
          value={typed}
          onChange={setTyped}
        />
        {change.error && <Problem error={change.error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Cancel</Button>
        <Button kind="danger" isDisabled={!isReady} onPress={submit}>
          {change.isPending ? 'Changing …' : 'Change for the whole project'}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

interface DefaultOsProps {
  readonly catalogue: OrchestratorCatalogue;
  readonly value: string;
  readonly onChange: (profile: string) => void;
}

const DefaultOs = ({ catalogue: { profiles, policy }, value, onChange }: DefaultOsProps) => (
  <SelectField
    label="Default OS"
    value={value}
    onChange={onChange}
    options={[
      ...(policy.defaultProfile === null ? [{ value: '', label: 'None that exists' }] : []),
      ...profiles.map((each) => ({
        value: each.profile,
        label: each.title,
        detail: each.needsSecureBoot ? `${each.profile}, for Secure Boot` : each.profile,
      })),
    ]}
  />
);
