'use client';
import { useId, type ReactNode } from 'react';
import { type Host, type Template } from '../../../lib/contract/host.ts';
import { useOrchestrators } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { memory } from '../../ui/duration.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { HostCapacity } from './host-capacity.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { useDraft, type PartProps } from './use-draft.ts';

export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const { parts, templates, hosts, host, size, plan, submit, ready, why, pending } = useDraft();
  const { draft, set } = parts;
  const count = Number(draft.count);
  const reason = useId();
  return (
    <Dialog title="Create nodes" open onClose={onClose} wide typed>
      <form
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid min-h-0 gap-x-6 overflow-y-auto px-4 pt-4 pb-2 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div>
            <TemplateChoice {...parts} templates={templates} />
            <Naming {...parts} />
            <Machine {...parts} />
            <Where {...parts} hosts={hosts} />
          </div>
          <div className="flex min-w-0 flex-col gap-3 pb-3">
            {host && size && <HostCapacity host={host} size={size} />}
            <PreviewPane {...plan} />
          </div>
        </div>
        <DialogFooter>
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={draft.start}
              onChange={(event) => set({ start: event.target.checked })}
              className="size-3.5 accent-(--accent)"
            />
            Power on at once
          </label>
          <p
            id={reason}
            aria-live="polite"
            className="order-last min-w-0 flex-1 text-right text-xs text-bad max-sm:basis-full max-sm:empty:hidden sm:order-none"
          >
            {why}
          </p>
          <Button className="max-sm:ml-auto" onPress={onClose}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" isDisabled={!ready} aria-describedby={reason}>
            {pending ? 'Recording …' : createVerb(count)}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** A count that is none is said at its field, and turned into no other. */
const createVerb = (count: number): string =>
  count === 1
    ? 'Create node'
    : count > 1 && Number.isInteger(count)
      ? `Create ${count} nodes`
      : 'Create nodes';

function TemplateChoice({
  draft,
  set,
  error,
  template,
  templates,
}: PartProps & { readonly templates: readonly Template[] }) {
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)] gap-3">
      <SelectField
        label="Template"
        value={template?.name ?? ''}
        onChange={(value) => set({ template: value, flow: '' })}
        options={templates.map(({ name, title }) => ({ value: name, label: title }))}
        hint={template?.description}
        error={error('template')}
      />
      <TextField
        label="How many"
        type="number"
        min={1}
        max={50}
        value={draft.count}
        onChange={(count) => set({ count })}
        error={error('count')}
      />
    </div>
  );
}

function Naming({ draft, set, error }: PartProps) {
  const several = Number(draft.count) > 1;
  return (
    <>
      <TextField
        label={several ? 'Beginning of the names' : 'Name'}
        mono
        autoFocus
        placeholder="made by the console"
        value={draft.name}
        onChange={(name) => set({ name })}
        hint={several && draft.name !== '' ? `${draft.name}-1 to ${draft.name}-${draft.count}` : ''}
        error={error('name')}
      />
      <TextField
        label={several ? 'Serials, or a pattern' : 'Serial'}
        mono
        placeholder={several ? 'LAB{nnn} or AAAA1, AAAA2 …' : 'made by the console'}
        value={draft.serials}
        onChange={(serials) => set({ serials })}
        hint={several ? '{n}, {nn}, {nnn} stand for the index' : '5 to 20 letters and digits'}
        error={error('serials') ?? error('serialPattern')}
      />
    </>
  );
}

/** Less than the template has is possible, and worth a remark. */
const lessThan = (typed: string, least: number | undefined): ReactNode =>
  least !== undefined && typed.trim() !== '' && Number(typed) < least ? (
    <span className="text-warn">The template has {least}; the OS may not fit.</span>
  ) : null;

function Machine({ draft, set, error, template }: PartProps) {
  // Interactively, a node is given the orchestrator's default OS before another one could be chosen for it.
  const onlyNio = template !== undefined && template.osProfile !== null;
  const flow = draft.flow || (template?.flow ?? 'nio');
  return (
    <>
      <SelectField
        label="Onboarding"
        value={flow}
        onChange={(value) => set({ flow: value === 'io' ? 'io' : 'nio' })}
        options={[
          { value: 'nio', label: 'Non-interactive (registered by serial and UUID)' },
          {
            value: 'io',
            label: 'Interactive (an account typed at the node’s prompt)',
            disabled: onlyNio,
          },
        ]}
        hint={
          onlyNio
            ? `Interactive onboarding takes the orchestrator’s default OS, so it cannot bring ${template.title}.`
            : flow === 'io'
              ? 'The console types the onboarding account at the node’s prompt; when somebody types on the port first, it leaves that to them.'
              : ''
        }
        error={error('flow')}
      />
      <Size draft={draft} set={set} error={error} template={template} />
    </>
  );
}

function Size({ draft, set, error, template }: PartProps) {
  return (
    <div className="grid grid-cols-3 gap-3">
      <TextField
        label="vCPUs"
        type="number"
        min={1}
        placeholder={String(template?.vcpus ?? '')}
        value={draft.vcpus}
        onChange={(vcpus) => set({ vcpus })}
        error={error('vcpus')}
      />
      <TextField
        label="Memory, MiB"
        type="number"
        min={512}
        placeholder={String(template?.memoryMiB ?? '')}
        value={draft.memoryMiB}
        onChange={(memoryMiB) => set({ memoryMiB })}
        hint={
          lessThan(draft.memoryMiB, template?.memoryMiB) ??
          (draft.memoryMiB === '' ? '' : memory(Number(draft.memoryMiB)))
        }
        error={error('memoryMiB')}
      />
      <TextField
        label="Disk, GiB"
        type="number"
        min={1}
        placeholder={String(template?.diskGiB ?? '')}
        value={draft.diskGiB}
        onChange={(diskGiB) => set({ diskGiB })}
        hint={lessThan(draft.diskGiB, template?.diskGiB)}
        error={error('diskGiB')}
      />
    </div>
  );
}

function Where({ draft, set, error, hosts }: PartProps & { readonly hosts: readonly Host[] }) {
  const { data: orchestrators } = useOrchestrators();
  return (
    <div className="grid grid-cols-2 gap-3">
      <SelectField
        label="Host"
        value={draft.host}
        onChange={(host) => set({ host })}
        options={[
          { value: '', label: 'Whichever fits' },
          ...hosts.map(({ name }) => ({ value: name, label: name })),
        ]}
        error={error('host')}
      />
      <SelectField
        label="Orchestrator"
        value={draft.orchestrator}
        onChange={(orchestrator) => set({ orchestrator })}
        options={[
          { value: '', label: 'Default' },
          ...(orchestrators ?? []).map(({ name }) => ({ value: name, label: name })),
        ]}
        error={error('orchestrator')}
      />
    </div>
  );
}
