'use client';
import { useState } from 'react';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useAttachDisk, useAttachNic } from '../../data/devices.ts';
import { fieldErrors, useHostResources } from '../../data/hooks.ts';
import { useHostVolumes } from '../../data/host-objects.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { OWN_POOL } from '../create/network-draft.ts';
import { networkOptions } from '../create/network-options.tsx';
import {
  type DiskDraft,
  NEW_DISK,
  NEW_NIC,
  type NicDraft,
  readDisk,
  readNic,
  volumeChoices,
} from './device-draft.ts';

interface DialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const NONE: HostResources = { networks: [], bridges: [], pools: [] };

/** A refusal that belongs to no field of the form. */
const elsewhere = (error: Error | null, fields: readonly string[]): Error | null =>
  fields.some((field) => fieldErrors(error).has(field)) ? null : error;

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
  const [draft, setDraft] = useState(NEW_DISK);
  const attach = useAttachDisk(node.id);
  const { request, mistakes } = readDisk(draft);
  const refused = fieldErrors(attach.error);
  const error = (field: string): string | undefined => mistakes.get(field) ?? refused.get(field);
  const set = (part: Partial<DiskDraft>): void => {
    attach.reset();
    setDraft({ ...draft, ...part });
  };
  return (
    <FormDialog
      title={`Add a disk to ${node.name}`}
      verb="Add disk"
      sending="Adding it …"
      isSending={attach.isPending}
      isIncomplete={request === null}
      error={elsewhere(attach.error, ['sizeGiB', 'pool', 'volume', 'bus'])}
      onSend={() => {
        if (request !== null) attach.mutate(request, { onSuccess: onClose });
      }}
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
      <DiskFields node={node} draft={draft} set={set} error={error} />
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
  readonly draft: DiskDraft;
  readonly set: (part: Partial<DiskDraft>) => void;
  readonly error: (field: string) => string | undefined;
}

function DiskFields({ node, draft, set, error }: FieldsProps) {
  const { data: { pools } = NONE } = useHostResources(node.host);
  const isNew = draft.from === 'new';
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {isNew && (
        <TextField
          label="Size (GiB)"
          numeric
          autoFocus
          value={draft.sizeGiB}
          onChange={(sizeGiB) => set({ sizeGiB })}
          error={error('sizeGiB')}
          hint="Allocated as it is written"
        />
      )}
      <SelectField
        label="Storage pool"
        value={draft.pool}
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
        error={error('pool')}
      />
      {!isNew && <VolumeField key={draft.pool} node={node} draft={draft} set={set} error={error} />}
      <SelectField
        label="Bus"
        value={draft.bus}
        onChange={(bus) => set({ bus })}
        options={BUSES}
        error={error('bus')}
      />
    </div>
  );
}

function VolumeField({ node, draft, set, error }: FieldsProps) {
  const { data: { pools } = NONE } = useHostResources(node.host);
  const isOwn = draft.pool === OWN_POOL;
  const own = pools.find((pool) => pool.own)?.name;
  const pool = isOwn ? own : draft.pool;
  const { data, error: failure } = useHostVolumes(node.host, pool ?? null);
  const options = volumeChoices(data ?? [], isOwn);
  return (
    <SelectField
      label="Volume"
      value={draft.volume}
      onChange={(volume) => set({ volume })}
      options={[
        {
          value: '',
          label: data === undefined && !failure ? 'Loading …' : 'Choose a volume',
          disabled: true,
        },
        ...options,
      ]}
      error={error('volume') ?? failure?.message}
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
  const [draft, setDraft] = useState(NEW_NIC);
  const attach = useAttachNic(node.id);
  const { data: resources = NONE } = useHostResources(node.host);
  const { request, mistakes } = readNic(draft);
  const refused = fieldErrors(attach.error);
  const error = (field: string): string | undefined => mistakes.get(field) ?? refused.get(field);
  const set = (part: Partial<NicDraft>): void => {
    attach.reset();
    setDraft({ ...draft, ...part });
  };
  return (
    <FormDialog
      title={`Add a network card to ${node.name}`}
      verb="Add network card"
      sending="Adding it …"
      isSending={attach.isPending}
      isIncomplete={request === null}
      error={elsewhere(attach.error, ['network', 'model', 'mac'])}
      onSend={() => {
        if (request !== null) attach.mutate(request, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <SelectField
        label="Network"
        value={draft.network}
        onChange={(network) => set({ network })}
        options={networkOptions(resources, draft.network)}
        error={error('network')}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Model"
          value={draft.model}
          onChange={(model) => set({ model })}
          options={['virtio', 'e1000e'].map((value) => ({ value, label: value }))}
          error={error('model')}
        />
        <TextField
          label="MAC address (optional)"
          mono
          placeholder="chosen by the console"
          value={draft.mac}
          onChange={(mac) => set({ mac })}
          error={error('mac')}
        />
      </div>
      <p className="text-ink-2">{whenText(node, false)}</p>
    </FormDialog>
  );
}
