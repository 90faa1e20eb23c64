'use client';
import { useRouter } from 'next/navigation';
import type { Schedule, ScheduleRequest } from '../../lib/contract/schedule.ts';
import { useHosts, useOrchestrators, useTemplates } from '../data/hooks.ts';
import { useAddSchedule, useEditSchedule, useScheduleTimes } from '../data/schedules.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { cronOf, draftOf, newDraft, NO_BASE, readDraft, RHYTHMS, type ScheduleDraft } from './draft.ts';
import { schedulePath, zoned } from './words.ts';

interface ScheduleDialogProps {
  /** The one to change. */
  readonly schedule?: Schedule;
  /** What a new one creates, to begin with. */
  readonly base?: ScheduleRequest['request'];
  readonly onClose: () => void;
}

/** Adds a schedule, or changes one. */
export function ScheduleDialog({
  schedule,
  base = schedule?.request ?? NO_BASE,
  onClose,
}: ScheduleDialogProps) {
  const router = useRouter();
  const [add, edit] = [useAddSchedule(), useEditSchedule()];
  const saving = schedule === undefined ? add : edit;
  const form = useDialogForm<{ [Field in keyof ScheduleDraft]: ScheduleDraft[Field] }, ScheduleRequest>({
    begin: () => (schedule === undefined ? newDraft(base) : draftOf(schedule)),
    read: (draft) => readDraft(draft, base),
    mutation: saving,
    send: (request) =>
      saving.mutate(request, {
        onSuccess: ({ name }) => {
          onClose();
          if (schedule === undefined) router.push(schedulePath(name));
        },
      }),
  });
  const { field, check, draft } = form;
  return (
    <FormDialog
      title={schedule === undefined ? 'Add a schedule' : `Change ${schedule.name}`}
      verb={schedule === undefined ? 'Add schedule' : 'Save'}
      sending="Saving …"
      {...form.dialog}
      onClose={onClose}
    >
      {schedule === undefined && (
        <TextField
          label="Name"
          mono
          autoFocus
          hint={`Its nodes are called ${draft.name || 'nightly'}-1, -2 …`}
          {...field('name')}
        />
      )}
      <What field={field} />
      <When field={field} draft={draft} />
      <Checkbox {...check('deleteReady')}>Delete nodes that became ready when their run is over</Checkbox>
      {draft.deleteReady && (
        <TextField
          label="Failed nodes to keep"
          numeric
          hint="Of all its runs, the latest; older ones are deleted"
          {...field('keepFailed')}
        />
      )}
    </FormDialog>
  );
}

type Field = (name: Exclude<keyof ScheduleDraft, 'deleteReady'>) => {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
};

const named = (items: readonly { readonly name: string }[] | undefined, none: string) => [
  { value: '', label: none },
  ...(items ?? []).map(({ name }) => ({ value: name, label: name })),
];

/** What is created each time. */
function What({ field }: { readonly field: Field }) {
  const [templates, orchestrators, hosts] = [useTemplates(), useOrchestrators(), useHosts()];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField label="Nodes" numeric {...field('count')} />
      <SelectField
        label="Template"
        options={named(templates.data, 'The first one for the orchestrator')}
        {...field('template')}
      />
      <SelectField
        label="Orchestrator"
        options={named(orchestrators.data, 'The usual one')}
        {...field('orchestrator')}
      />
      <SelectField label="Host" options={named(hosts.data, 'Wherever there is room')} {...field('host')} />
      <TextField label="Stop after failures" numeric placeholder="never" {...field('stopAfter')} />
    </div>
  );
}

function When({ field, draft }: { readonly field: Field; readonly draft: ScheduleDraft }) {
  const cron = cronOf(draft);
  const times = useScheduleTimes(
    cron === null ? null : { cron, timeZone: draft.timeZone.trim() || undefined },
  );
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField label="When" options={RHYTHMS} {...field('rhythm')} />
        {draft.rhythm === 'cron' ? (
          <TextField
            label="Cron expression"
            mono
            hint="Minute, hour, day, month, weekday"
            {...field('cron')}
          />
        ) : (
          <TextField label="Time" numeric {...field('time')} />
        )}
        <TextField
          label="Time zone"
          placeholder={times.data?.timeZone ?? 'the server’s'}
          hint="IANA name; empty is the server’s"
          {...field('timeZone')}
        />
      </div>
      <p aria-live="polite" className="min-h-5 text-xs text-ink-2">
        {times.error === null
          ? times.data !== undefined &&
            `Next: ${times.data.times.map((time) => zoned(time, times.data.timeZone)).join(', ')} (${times.data.timeZone})`
          : times.error.message}
      </p>
    </>
  );
}
