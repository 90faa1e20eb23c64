'use client';
import { orchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { ACCELERATIONS, DISK_BUSES, TPM_MODELS } from '../../../lib/domain/machine-facts.ts';
import { words } from '../../forms/typed-values.ts';
import { KIND_TITLES } from '../../orchestrators/kinds.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { LABEL, SelectField, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import type { FieldsProps } from './use-template-form.ts';

interface FieldProps {
  readonly fields: FieldsProps;
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
}

interface TextProps extends FieldProps {
  readonly numeric?: boolean;
  readonly mono?: boolean;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
}

export const Text = ({ fields, path, ...rest }: TextProps) => (
  <TextField
    {...rest}
    autoComplete="off"
    value={fields.text(path)}
    onChange={(text) => fields.set({ [path]: text })}
    onBlur={() => fields.left(path)}
    error={fields.error(path)}
  />
);

interface ChoiceProps extends FieldProps {
  readonly options: Readonly<Record<string, string>>;
  /** Chosen while nothing is. */
  readonly fallback?: string;
}

export const Choice = ({ fields, path, label, hint, options, fallback = '' }: ChoiceProps) => (
  <SelectField
    label={label}
    hint={hint}
    value={fields.text(path) || fallback}
    onChange={(value) => fields.set({ [path]: value })}
    options={Object.entries(options).map(([value, text]) => ({ value, label: text }))}
    error={fields.error(path)}
  />
);

export const anyError = (fields: FieldsProps, paths: readonly string[]): boolean =>
  paths.some((path) => fields.error(path) !== undefined);

/** For which kinds of orchestrators. */
function KindsField({ fields }: { readonly fields: FieldsProps }) {
  const chosen = words(fields.text('for'));
  const error = fields.error('for');
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
              fields.set({
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

export function OsFields({ fields }: { readonly fields: FieldsProps }) {
  const profile = fields.text('osProfile').trim();
  return (
    <Fold
      title="OS and onboarding"
      aside={profile === '' ? 'the orchestrator’s default OS' : profile}
      open={anyError(fields, ['osProfile', 'flow'])}
    >
      <Text
        fields={fields}
        path="osProfile"
        label="OS profile"
        mono
        placeholder="the orchestrator’s default"
        hint="Its name at the Edge Orchestrator, such as ubuntu-22.04-lts-generic-ext"
      />
      <Choice fields={fields} path="flow" label="Onboarding" options={FLOWS} />
    </Fold>
  );
}

const SWITCH = { off: 'off', on: 'on, with the keys of distribution and orchestrator' };
const SMBIOS = ['machine.manufacturer', 'machine.product', 'machine.family'] as const;

export function MachineFields({ fields }: { readonly fields: FieldsProps }) {
  const strings = SMBIOS.map((path) => fields.text(path).trim()).filter((text) => text !== '');
  const bus = fields.text('machine.diskBus');
  const secure = fields.text('machine.secureBoot') === 'on' ? ['Secure Boot'] : [];
  return (
    <Fold
      title="Machine"
      aside={[bus, fields.text('machine.tpm'), ...secure, ...strings].join(' · ')}
      open={anyError(fields, ['machine'])}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Choice fields={fields} path="machine.diskBus" label="Disk bus" options={DISK_BUSES} />
        <Choice fields={fields} path="machine.tpm" label="TPM" options={TPM_MODELS} />
        <Choice fields={fields} path="machine.acceleration" label="Acceleration" options={ACCELERATIONS} />
        <Choice fields={fields} path="machine.secureBoot" label="Secure Boot" options={SWITCH} />
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Text fields={fields} path="machine.manufacturer" label="Manufacturer" placeholder="QEMU’s" />
        <Text fields={fields} path="machine.product" label="Product" placeholder="QEMU’s" />
        <Text fields={fields} path="machine.family" label="Family" placeholder="QEMU’s" />
      </div>
    </Fold>
  );
}

export function Basics({ fields, isNew }: { readonly fields: FieldsProps; readonly isNew: boolean }) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className={isNew ? 'grid gap-3 sm:grid-cols-2' : ''}>
        {isNew && (
          <Text
            fields={fields}
            path="name"
            label="Name"
            mono
            autoFocus
            isRequired
            hint="Its nodes are named after it; cannot be changed later"
          />
        )}
        <Text fields={fields} path="title" label="Title" isRequired />
      </div>
      <Text
        fields={fields}
        path="description"
        label="Description"
        placeholder="a sentence for those who choose"
      />
      <KindsField fields={fields} />
      <div className="grid grid-cols-3 gap-3">
        <Text fields={fields} path="vcpus" label="vCPUs" numeric />
        <Text fields={fields} path="memoryMiB" label="Memory, MiB" numeric />
        <Text fields={fields} path="diskGiB" label="Disk, GiB" numeric />
      </div>
    </div>
  );
}
