'use client';
import { memory } from '../../../lib/domain/format.ts';
import { hasRange } from '../../../lib/domain/name-range.ts';
import { useId, type ReactNode } from 'react';
import { useSearchParams } from 'next/navigation';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { whoTypes } from '../../../lib/domain/onboarding-facts.ts';
import type { Host } from '../../../lib/contract/host.ts';
import type { Template } from '../../../lib/contract/template.ts';
import { useOrchestrators } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { BootSourceFields } from './boot-source-fields.tsx';
import { HostCapacity } from './host-capacity.tsx';
import { FromList } from './from-list.tsx';
import { HostDetailsOptions } from './host-details.tsx';
import { isLocal } from './boot-source-draft.ts';
import { countIn } from './list-draft.ts';
import { MachineOptions } from './machine-options.tsx';
import { NetworkOptions } from './network-options.tsx';
import { OrchestratorChoice } from './orchestrator-choice.tsx';
import { ReadyOptions } from './ready-options.tsx';
import { OsChoice } from './os-choice.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { draftFrom } from './create-path.ts';
import type { Draft } from './draft.ts';
import { useOrigin } from './origin.ts';
import { CheckpointOptions } from './checkpoint-options.tsx';
import { RunOptions } from './run-options.tsx';
import { RecoveryOptions } from './recovery-options.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useDraft, type PartProps } from './use-draft.ts';

export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const query = useSearchParams();
  const { begin, error } = useOrigin(query);
  return (
    <Dialog title="Create nodes" open onClose={onClose} wide typed>
      {begin ? (
        <CreateForm begin={draftFrom(query, begin)} onClose={onClose} />
      ) : (
        <div className="p-4">{error ? <Problem error={error} /> : <Skeleton className="h-80 w-full" />}</div>
      )}
    </Dialog>
  );
}

interface CreateFormProps {
  readonly begin: Draft;
  readonly onClose: () => void;
}

function CreateForm({ begin, onClose }: CreateFormProps) {
  const { parts, templates, hosts, host, orchestrator, size, plan, submit, ready, why, pending } =
    useDraft(begin);
  const { draft, set } = parts;
  const count = countIn(draft);
  const reason = useId();
  // The templates to choose from depend on it.
  const several = (useOrchestrators().data ?? []).length > 1;
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="grid min-h-0 grid-cols-1 overflow-y-auto md:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-3 p-4">
          {several && <ChosenOrchestrator {...parts} />}
          <TemplateChoice {...parts} templates={templates} />
          <Naming {...parts} />
          <Machine {...parts} host={host?.name} orchestrator={orchestrator} />
          <div className="grid grid-cols-2 gap-3">
            <HostChoice {...parts} hosts={hosts} />
            {!several && <ChosenOrchestrator {...parts} />}
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-4 border-line bg-sunken p-4 max-md:border-t md:border-l">
          <PreviewPane {...plan} draft={draft} set={set} />
          {host && size && <HostCapacity host={host} size={size} />}
        </div>
      </div>
      <DialogFooter>
        <Checkbox isSelected={draft.start} onChange={(start) => set({ start })}>
          Power on after creation
        </Checkbox>
        <p
          id={reason}
          aria-live="polite"
          className="order-last min-w-0 flex-1 text-right text-xs text-bad max-sm:basis-full max-sm:empty:hidden sm:order-none"
        >
          {why}
        </p>
        <Button className="max-sm:hidden" onPress={onClose}>
          Cancel
        </Button>
        <Button
          kind="primary"
          type="submit"
          className="max-sm:ml-auto"
          isDisabled={!ready}
          aria-describedby={reason}
        >
          {pending ? 'Creating …' : createVerb(count)}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** An invalid count is reported at its field and not corrected. */
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
    <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-3">
      <SelectField
        label="Template"
        value={template?.name ?? ''}
        onChange={(value) => set({ template: value, flow: '' })}
        options={templates.map(({ name, title, description }) => ({
          value: name,
          label: title,
          detail: description,
        }))}
        hint={template?.description}
        error={error('template')}
      />
      <TextField
        label="Count"
        numeric
        value={draft.count}
        onChange={(count) => set({ count })}
        error={error('count')}
      />
    </div>
  );
}

function Naming({ draft, set, error }: PartProps) {
  const several = countIn(draft) > 1;
  return (
    <>
      <TextField
        label={several ? 'Name prefix' : 'Name'}
        mono
        autoFocus
        placeholder="generated"
        value={draft.name}
        onChange={(name) => set({ name })}
        hint={
          several && draft.name !== '' && !hasRange(draft.name)
            ? `${draft.name}-1 to ${draft.name}-${draft.count}`
            : ''
        }
        error={error('name')}
      />
      <TextField
        label={several ? 'Serials, or a pattern' : 'Serial'}
        mono
        placeholder={several ? 'LAB{nnn} or AAAA1, AAAA2 …' : 'generated'}
        value={draft.serials}
        onChange={(serials) => set({ serials })}
        hint={
          several
            ? '{n}, {nn} and {nnn} stand for the index; {000..009} is a range'
            : '5 to 20 letters and digits'
        }
        error={error('serials') ?? error('serialPattern')}
      />
    </>
  );
}

/** A size below the template's is allowed, with a warning. */
const lessThan = (typed: string, least: number | undefined): ReactNode =>
  least !== undefined && typed.trim() !== '' && Number(typed) < least ? (
    <span className="text-warn">Less than the template’s {least}: the OS may not fit.</span>
  ) : null;

interface MachineProps extends PartProps {
  readonly host: string | undefined;
  readonly orchestrator: Orchestrator | undefined;
}

function Machine({ host, orchestrator, ...part }: MachineProps) {
  const { draft, set, error, template } = part;
  // Interactively, a node is given the orchestrator's default OS before another one could be chosen for it.
  const onlyNio = template !== undefined && template.osProfile !== null;
  const flow = draft.flow || (template?.flow ?? 'nio');
  const onboards = template?.for.some((kind) => kind !== 'none' && kind !== 'http-boot') ?? true;
  return (
    <>
      {onboards && (
        <SelectField
          label="Onboarding"
          value={flow}
          onChange={(value) => set({ flow: value === 'io' ? 'io' : 'nio' })}
          options={[
            { value: 'nio', label: 'Non-interactive', detail: 'The node is registered by serial and UUID' },
            {
              value: 'io',
              label: 'Interactive',
              detail: 'An account is typed at the node’s prompt',
              disabled: onlyNio,
            },
          ]}
          hint={
            onlyNio
              ? `Interactive onboarding installs the orchestrator’s default OS, not ${template.title}.`
              : flow === 'io'
                ? whoTypes(orchestrator ?? { hasOnboardingAccount: true })
                : 'The node is registered with the orchestrator by serial and UUID.'
          }
          error={error('flow')}
        />
      )}
      {flow === 'nio' && onboards && orchestrator && <OsChoice {...part} orchestrator={orchestrator} />}
      <Size {...part} />
      <div className="overflow-hidden rounded-md border border-line [&>:first-child]:border-t-0">
        <FromList {...part} />
        <BootSourceFields {...part} />
        <MachineOptions {...part} />
        <NetworkOptions {...part} host={host} />
        {flow === 'nio' && onboards && <HostDetailsOptions {...part} />}
        <ReadyOptions {...part} />
        <RecoveryOptions {...part} />
        <CheckpointOptions {...part} />
        <RunOptions {...part} />
      </div>
    </>
  );
}

function Size({ draft, set, error, template }: PartProps) {
  return (
    <div className="grid grid-cols-3 gap-3">
      <TextField
        label="vCPUs"
        numeric
        placeholder={String(template?.vcpus ?? '')}
        value={draft.vcpus}
        onChange={(vcpus) => set({ vcpus })}
        error={error('vcpus')}
      />
      <TextField
        label="Memory, MiB"
        numeric
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
        numeric
        placeholder={String(template?.diskGiB ?? '')}
        value={draft.diskGiB}
        onChange={(diskGiB) => set({ diskGiB })}
        hint={lessThan(draft.diskGiB, template?.diskGiB)}
        error={error('diskGiB')}
      />
    </div>
  );
}

function HostChoice({ draft, set, error, template, hosts }: PartProps & { readonly hosts: readonly Host[] }) {
  const isChosen = draft.host !== '' && draft.host !== 'auto';
  return (
    <>
      <SelectField
        label="Host"
        value={draft.host}
        onChange={(host) => set({ host })}
        options={[
          { value: '', label: 'Any with room' },
          ...hosts.map(({ name }) => ({ value: name, label: name })),
        ]}
        error={error('host')}
      />
      {hosts.length > 1 && !isChosen && (
        <TextField
          label="Host labels"
          placeholder={template?.hostLabels.join(' ') ?? ''}
          value={draft.hostLabels}
          onChange={(hostLabels) => set({ hostLabels })}
          hint="Only hosts that have all of them"
          error={error('hostLabels')}
        />
      )}
    </>
  );
}

const ChosenOrchestrator = ({ draft, set, error }: PartProps) => (
  <OrchestratorChoice
    value={draft.orchestrator}
    bootsLocally={isLocal(draft)}
    onChange={(orchestrator) => set({ orchestrator })}
    error={error('orchestrator')}
  />
);
