'use client';
import type { DiskAttachRequest } from '../../../lib/contract/node-device.ts';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useAttachDisk, useAttachNic } from '../../data/devices.ts';
import { useHostResources } from '../../data/hooks.ts';
import { useHostVolumes } from '../../data/host-objects.ts';
import { useDialogForm } from '../../forms/use-dialog-form.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { OWN_POOL } from '../create/network-draft.ts';
import { networkOptions } from '../create/network-options.tsx';
import { type DiskDraft, NEW_DISK, NEW_NIC, readDisk, readNic, volumeChoices } from './device-draft.ts';

interface DialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const NONE: HostResources = { networks: [], bridges: [], pools: [] };

const BUSES = [
  { value: 'virtio', label: 'virtio' },
  { value: 'scsi', label: 'scsi', detail: 'On a virtio-scsi controller' },
  { value: 'sata', label: 'sata', detail: 'Only after a power-off' },
] as const;

const whenText = (node: Node, waits: boolean): string => {
  if (!isOn(node.state)) return 'The node is off: it is there when it starts.';
  if (waits) return 'The node is on: SATA disks wait for its next power-off.';
  return 'The node is on: plugged in at once, or with its next power-off if it has no free PCIe port.';
};

export function AttachDiskDialog({ node, onClose }: DialogProps) {
  const attach = useAttachDisk(node.id);
  const form = useDialogForm({
    begin: () => NEW_DISK,
    read: readDisk,
    mutation: attach,
    send: (request) => attach.mutate(request, { onSuccess: onClose }),
  });
  const { draft, set } = form;
  return (
    <FormDialog
      title={`Add a disk to ${node.name}`}
      verb="Add disk"
      sending="Adding it …"
      {...form.dialog}
      onClose={onClose}
    >
      <Segmented
        label="Volume"
        options={[
          { id: 'new', label: 'New volume' },
          { id: 'existing', label: 'Existing volume' },
        ]}
        chosen={draft.from}
        onChoose={(from) => set({ from })}
      />
      <DiskFields node={node} form={form} />
      <p className="text-ink-2">
        {whenText(node, draft.bus === 'sata')}{' '}
        {draft.from === 'new'
          ? 'The volume belongs to the node, and is deleted with it.'
          : 'The volume stays when the node is deleted, unless it was made for the node.'}
      </p>
    </FormDialog>
  );
}

interface FieldsProps {
  readonly node: Node;
  readonly form: ReturnType<typeof useDialogForm<DiskDraft, DiskAttachRequest>>;
}

function DiskFields({ node, form }: FieldsProps) {
  const { data: { pools } = NONE } = useHostResources(node.host);
  const { draft, set, field } = form;
  const isNew = draft.from === 'new';
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {isNew && (
        <TextField
          label="Size (GiB)"
          numeric
          autoFocus
          hint="Allocated as it is written"
          {...field('sizeGiB')}
        />
      )}
      <SelectField
        label="Storage pool"
        {...field('pool')}
        onChange={(pool) => set({ pool, volume: '' })}
        options={[
          { value: OWN_POOL, label: 'The console’s own' },
          ...pools
            .filter(({ own }) => !own)
            .map(({ name, active, freeGiB }) => ({
              ...{ value: name, label: name, disabled: !active },
              detail: active ? `${freeGiB} GiB free` : 'not active',
            })),
        ]}
      />
      {!isNew && <VolumeField key={draft.pool} node={node} form={form} />}
      <SelectField label="Bus" options={BUSES} {...field('bus')} />
    </div>
  );
}

function VolumeField({ node, form: { draft, field } }: FieldsProps) {
  const { data: { pools } = NONE } = useHostResources(node.host);
  const isOwn = draft.pool === OWN_POOL;
  const own = pools.find((pool) => pool.own)?.name;
  const pool = isOwn ? own : draft.pool;
  const { data, error: failure } = useHostVolumes(node.host, pool ?? null);
  const options = volumeChoices(data ?? [], isOwn);
  return (
    <SelectField
      label="Volume"
      {...field('volume')}
      options={[
        {
          value: '',
          label: data === undefined && !failure ? 'Loading …' : 'Choose a volume',
          disabled: true,
        },
        ...options,
      ]}
      error={field('volume').error ?? failure?.message}
      hint={
        data !== undefined && options.every(({ disabled }) => disabled)
          ? isOwn
            ? 'None: here are only volumes that were detached from a node'
            : 'None that a node can have'
          : 'raw or qcow2, used by nobody'
      }
    />
  );
}

export function AttachNicDialog({ node, onClose }: DialogProps) {
  const attach = useAttachNic(node.id);
  const { data: resources = NONE } = useHostResources(node.host);
  const { draft, field, dialog } = useDialogForm({
    begin: () => NEW_NIC,
    read: readNic,
    mutation: attach,
    send: (request) => attach.mutate(request, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`Add a network card to ${node.name}`}
      verb="Add network card"
      sending="Adding it …"
      {...dialog}
      onClose={onClose}
    >
      <SelectField label="Network" options={networkOptions(resources, draft.network)} {...field('network')} />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Model"
          options={['virtio', 'e1000e'].map((value) => ({ value, label: value }))}
          {...field('model')}
        />
        <TextField
          label="MAC address (optional)"
          mono
          placeholder="chosen by the console"
          {...field('mac')}
        />
      </div>
      <p className="text-ink-2">{whenText(node, false)}</p>
    </FormDialog>
  );
}
