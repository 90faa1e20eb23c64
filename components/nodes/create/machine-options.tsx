'use client';
import type { DiskBus, Machine } from '../../../lib/contract/machine.ts';
import { ACCELERATIONS, DISK_BUSES, TPM_MODELS } from '../../../lib/domain/machine-facts.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { MACHINE_FIELDS, machineTexts } from './draft.ts';
import { differs, type PartProps } from './use-draft.ts';

const optionsOf = (texts: Readonly<Record<string, string>>, template: string | undefined) => [
  { value: '', label: template === undefined ? 'As in the template' : `Template: ${template}` },
  ...Object.entries(texts).map(([value, label]) => ({ value, label })),
];

const SECURE_BOOT = { on: 'on', off: 'off' };
const onOrOff = (machine: Machine | undefined): string | undefined =>
  machine && (machine.secureBoot ? 'on' : 'off');
const textOf = <Key extends DiskBus | Machine['tpm'] | Machine['acceleration']>(
  texts: Readonly<Record<Key, string>>,
  key: Key | undefined,
): string | undefined => (key === undefined ? undefined : texts[key]);

/** Hardware beyond the size. */
export function MachineOptions({ draft, set, error, template }: PartProps) {
  const machine = template?.machine;
  const usual = machine && machineTexts(machine);
  const shown = (field: 'diskBus' | 'tpm' | 'product'): string => draft[field] || (usual?.[field] ?? '');
  const isSecure = (draft.secureBoot || usual?.secureBoot) === 'on';
  return (
    <Fold
      title="Machine"
      aside={[shown('diskBus'), shown('tpm'), isSecure ? 'Secure Boot' : '', shown('product')]
        .filter((text) => text !== '')
        .join(' · ')}
      open={differs(draft, usual, MACHINE_FIELDS)}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Disk bus"
          value={draft.diskBus}
          onChange={(diskBus) => set({ diskBus })}
          options={optionsOf(DISK_BUSES, textOf(DISK_BUSES, machine?.diskBus))}
          error={error('machine.diskBus')}
        />
        <SelectField
          label="TPM"
          value={draft.tpm}
          onChange={(tpm) => set({ tpm })}
          options={optionsOf(TPM_MODELS, textOf(TPM_MODELS, machine?.tpm))}
          error={error('machine.tpm')}
        />
        <SelectField
          label="Acceleration"
          value={draft.acceleration}
          onChange={(acceleration) => set({ acceleration })}
          options={optionsOf(ACCELERATIONS, textOf(ACCELERATIONS, machine?.acceleration))}
          error={error('machine.acceleration')}
        />
        <SelectField
          label="Secure Boot"
          value={draft.secureBoot}
          onChange={(secureBoot) => set({ secureBoot })}
          options={optionsOf(SECURE_BOOT, onOrOff(machine))}
          error={error('machine.secureBoot')}
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        {SMBIOS.map(({ field, label }) => (
          <TextField
            key={field}
            label={label}
            placeholder={machine?.[field] ?? 'QEMU’s'}
            value={draft[field]}
            onChange={(text) => set({ [field]: text })}
            error={error(`machine.${field}`)}
          />
        ))}
      </div>
    </Fold>
  );
}

const SMBIOS = [
  { field: 'manufacturer', label: 'Manufacturer' },
  { field: 'product', label: 'Product' },
  { field: 'family', label: 'Family' },
] as const;
