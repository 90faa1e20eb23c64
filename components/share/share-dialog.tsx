'use client';
import { useState } from 'react';
import { EXPIRIES, expiryOf } from '../../lib/domain/share/expiry.ts';
import { SHARE_MAX_DAYS, type ShareInput } from '../../lib/contract/share.ts';
import { fieldErrors } from '../data/hooks.ts';
import { useCreateShare } from '../data/shares.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { MadeShare } from './made-share.tsx';

type Subject = ShareInput['what'];

export interface ShareDialogProps {
  /** What can be shared here; the first is chosen. */
  readonly subjects: readonly { readonly label: string; readonly what: Subject }[];
  readonly onClose: () => void;
}

const WORDS: Readonly<Record<(typeof EXPIRIES)[number], string>> = {
  '1h': '1 hour',
  '8h': '8 hours',
  '1d': '1 day',
  '7d': '7 days',
  '30d': '30 days',
};

const AT_A_TIME = 'at';
const ENDS = [
  ...EXPIRIES.map((value) => ({ value, label: `After ${WORDS[value]}` })),
  { value: AT_A_TIME, label: 'At a time …' },
];

const SHOWS: Readonly<Record<Subject['kind'], string>> = {
  nodes: 'Stages, serial ports and screen, from this boot on. Earlier boots stay private.',
  run: 'Every node of the run, those added later too: stages, serial ports and screens.',
  wall: 'Every node that the wall shows now or later, with its consoles.',
  recording: 'This boot, to be played. It opens no console.',
};

const NOTHING = { title: '', end: '8h', at: '', passphrase: '', hideIdentifiers: false, downloads: false };

function useShareForm({ subjects }: Pick<ShareDialogProps, 'subjects'>) {
  const [subject, setSubject] = useState(0);
  const [form, setForm] = useState(NOTHING);
  const create = useCreateShare();
  const what = (subjects[subject] ?? subjects[0])?.what;
  const [end, isIncomplete] =
    form.end === AT_A_TIME ? [form.at, form.at === ''] : ([form.end, false] as const);
  const send = (): void => {
    const expiresAt = expiryOf(end, Date.now());
    if (what === undefined || expiresAt === null) return;
    const { title, passphrase, hideIdentifiers, downloads } = form;
    create.mutate({
      ...{ what, expiresAt, hideIdentifiers, downloads },
      ...(title.trim() === '' ? {} : { title }),
      ...(passphrase === '' ? {} : { passphrase }),
    });
  };
  const set = (change: Partial<typeof NOTHING>): void => setForm({ ...form, ...change });
  return { subject, setSubject, form, set, what, send, create, isIncomplete };
}

/** Makes a link that opens without an account, and shows its address once. */
export function ShareDialog({ subjects, onClose }: ShareDialogProps) {
  const state = useShareForm({ subjects });
  const { form, set, create } = state;
  const errors = fieldErrors(create.error);
  if (create.data) return <MadeShare share={create.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Share"
      verb="Create link"
      sending="Creating …"
      isSending={create.isPending}
      isIncomplete={state.isIncomplete}
      error={create.error}
      isAtField={errors.size > 0}
      onSend={state.send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Whoever has the link looks on without an account. They cannot type, click or change anything.
      </p>
      {subjects.length > 1 && (
        <SelectField
          label="What"
          value={String(state.subject)}
          onChange={(value) => state.setSubject(Number(value))}
          options={subjects.map(({ label }, index) => ({ value: String(index), label }))}
        />
      )}
      {state.what && <p className="text-xs text-ink-3">{SHOWS[state.what.kind]}</p>}
      <Ends form={form} set={set} error={errors.get('expiresAt')} />
      <TextField
        label="Title (optional)"
        value={form.title}
        onChange={(title) => set({ title })}
        placeholder="What guests read above it"
        error={errors.get('title')}
      />
      <TextField
        label="Passphrase (optional)"
        type="password"
        autoComplete="new-password"
        value={form.passphrase}
        onChange={(passphrase) => set({ passphrase })}
        hint="At least 8 characters. Send it another way than the link."
        error={errors.get('passphrase')}
      />
      <Options form={form} set={set} />
    </FormDialog>
  );
}

type FormProps = Pick<ReturnType<typeof useShareForm>, 'form' | 'set'>;

const Ends = ({ form, set, error }: FormProps & { readonly error: string | undefined }) => (
  <div className="grid items-start gap-3 sm:grid-cols-2">
    <SelectField
      label="Ends"
      value={form.end}
      onChange={(end) => set({ end })}
      options={ENDS}
      hint={`At most ${SHARE_MAX_DAYS} days. It can be revoked at any time.`}
      error={form.end === AT_A_TIME ? undefined : error}
    />
    {form.end === AT_A_TIME && (
      <TextField
        label="Time"
        type="datetime-local"
        value={form.at}
        onChange={(at) => set({ at })}
        error={error}
      />
    )}
  </div>
);

const Options = ({ form, set }: FormProps) => (
  <>
    <Checkbox isSelected={form.hideIdentifiers} onChange={(hideIdentifiers) => set({ hideIdentifiers })}>
      <span>
        Hide serial numbers, UUIDs and addresses
        <span className="block text-xs text-ink-3">
          Consoles and recordings still show what the machine itself prints.
        </span>
      </span>
    </Checkbox>
    <Checkbox isSelected={form.downloads} onChange={(downloads) => set({ downloads })}>
      <span>
        Allow downloads
        <span className="block text-xs text-ink-3">
          Logs and recordings can be saved, and outlive the link.
        </span>
      </span>
    </Checkbox>
  </>
);
