'use client';
import { orchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { ACCELERATIONS, DISK_BUSES, TPM_MODELS } from '../../../lib/domain/machine-facts.ts';
import { type DraftFieldProps, DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { words } from '../../forms/typed-values.ts';
import { KIND_TITLES } from '../../orchestrators/kinds.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { LABEL, SelectField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';

interface ChoiceProps extends DraftFieldProps {
  readonly options: Readonly<Record<string, string>>;
  /** Chosen while nothing is. */
  readonly fallback?: string;
}

export const Choice = ({ form, path, label, hint, options, fallback = '' }: ChoiceProps) => (
  <SelectField
    label={label}
    hint={hint}
    value={form.text(path) || fallback}
    onChange={(value) => form.set({ [path]: value })}
    options={Object.entries(options).map(([value, text]) => ({ value, label: text }))}
    error={form.error(path)}
  />
);

/** For which kinds of orchestrators. */
function KindsField({ form }: { readonly form: DraftFields }) {
  const chosen = words(form.text('for'));
  const error = form.error('for');
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className={`${LABEL} mb-1`}>For nodes of</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {orchestratorKind.options.map((kind) => (
          <Checkbox
            key={kind}
            isSelected={chosen.includes(kind)}
            onChange={(isSelected) =>
              // In the order of the kinds, whatever was clicked first.
              form.set({
                for: orchestratorKind.options
                  .filter((each) => (each === kind ? isSelected : chosen.includes(each)))
                  .join(', '),
              })
            }
          >
            {KIND_TITLES[kind]}
          </Checkbox>
        ))}
      </div>
      {error !== undefined && <p className="text-xs text-bad">{error}</p>}
    </fieldset>
  );
}

const FLOWS = {
  nio: 'Non-interactive: registered ahead',
  io: 'Interactive: an account is typed at the prompt',
};

export function OsFields({ form }: { readonly form: DraftFields }) {
  const profile = form.text('osProfile').trim();
  return (
    <Fold
      title="OS and onboarding"
      aside={profile === '' ? 'the orchestrator’s default OS' : profile}
      open={anyError(form, ['osProfile', 'flow'])}
    >
      <DraftText
        form={form}
        path="osProfile"
        label="OS profile"
        mono
        placeholder="the orchestrator’s default"
        hint="Its name at the Edge Orchestrator, such as ubuntu-22.04-lts-generic-ext"
      />
      <Choice form={form} path="flow" label="Onboarding" options={FLOWS} />
    </Fold>
  );
}

const SWITCH = { off: 'off', on: 'on, with the keys of distribution and orchestrator' };
const SMBIOS = ['machine.manufacturer', 'machine.product', 'machine.family'] as const;

export function MachineFields({ form }: { readonly form: DraftFields }) {
  const strings = SMBIOS.map((path) => form.text(path).trim()).filter((text) => text !== '');
  const bus = form.text('machine.diskBus');
  const secure = form.text('machine.secureBoot') === 'on' ? ['Secure Boot'] : [];
  return (
    <Fold
      title="Machine"
      aside={[bus, form.text('machine.tpm'), ...secure, ...strings].join(' · ')}
      open={anyError(form, ['machine'])}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Choice form={form} path="machine.diskBus" label="Disk bus" options={DISK_BUSES} />
        <Choice form={form} path="machine.tpm" label="TPM" options={TPM_MODELS} />
        <Choice form={form} path="machine.acceleration" label="Acceleration" options={ACCELERATIONS} />
        <Choice form={form} path="machine.secureBoot" label="Secure Boot" options={SWITCH} />
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <DraftText form={form} path="machine.manufacturer" label="Manufacturer" placeholder="QEMU’s" />
        <DraftText form={form} path="machine.product" label="Product" placeholder="QEMU’s" />
        <DraftText form={form} path="machine.family" label="Family" placeholder="QEMU’s" />
      </div>
    </Fold>
  );
}

export function Basics({ form, isNew }: { readonly form: DraftFields; readonly isNew: boolean }) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className={isNew ? 'grid gap-3 sm:grid-cols-2' : ''}>
        {isNew && (
          <DraftText
            form={form}
            path="name"
            label="Name"
            mono
            autoFocus
            isRequired
            hint="Its nodes are named after it; cannot be changed later"
          />
        )}
        <DraftText form={form} path="title" label="Title" isRequired />
      </div>
      <DraftText
        form={form}
        path="description"
        label="Description"
        placeholder="a sentence for those who choose"
      />
      <KindsField form={form} />
      <div className="grid grid-cols-3 gap-3">
        <DraftText form={form} path="vcpus" label="vCPUs" numeric />
        <DraftText form={form} path="memoryMiB" label="Memory, MiB" numeric />
        <DraftText form={form} path="diskGiB" label="Disk, GiB" numeric />
      </div>
    </div>
  );
}
