'use client';
import { useId, type ReactNode } from 'react';
import { classes } from './classes.ts';

const CONTROL =
  'h-8 w-full rounded-md border border-edge bg-panel px-2.5 text-sm text-ink placeholder:text-ink-3 aria-invalid:border-bad';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (ids: { id: string; describedBy: string; invalid: boolean }) => ReactNode;
}

function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const describedBy = `${id}-note`;
  return (
    <div className="flex min-w-0 flex-col gap-1 pb-2">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children({ id, describedBy, invalid: error !== undefined })}
      <p
        id={describedBy}
        className={classes('min-h-4 text-xs', error === undefined ? 'text-ink-3' : 'text-bad')}
      >
        {error ?? hint}
      </p>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'number' | 'password' | 'email';
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export function TextField({ label, value, onChange, hint, error, mono = false, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <input
          {...input}
          id={id}
          value={value}
          spellCheck={false}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => onChange(event.target.value)}
          className={classes(CONTROL, mono && 'font-mono text-xs')}
        />
      )}
    </Field>
  );
}

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly disabled?: boolean;
  }[];
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

export function SelectField({ label, value, onChange, options, hint, error }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          value={value}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => onChange(event.target.value)}
          className={CONTROL}
        >
          {options.map((option) => (
            <option
              key={option.value}
              value={option.value}
              disabled={option.disabled}
              className="bg-panel text-ink"
            >
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
