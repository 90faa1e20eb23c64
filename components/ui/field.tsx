'use client';
import type { ReactNode } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { SelectList, type SelectOption } from './select-list.tsx';
import { classes } from './style.ts';

export const FIELD = 'flex min-w-0 flex-col gap-1';
export const LABEL = 'text-xs font-medium text-ink-2';
export const BOX =
  'w-full rounded-md border border-edge bg-panel px-2.5 text-left text-ink placeholder:text-ink-3 data-invalid:border-bad';
const CONTROL = `${BOX} h-8 text-sm`;

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** Under a control: its error, or else its hint. */
export function Description({ hint, error }: Pick<FieldProps, 'hint' | 'error'>) {
  if (error !== undefined) return <FieldError className="block text-xs text-bad">{error}</FieldError>;
  return (
    <Text slot="description" className="block text-xs text-ink-3 empty:hidden">
      {hint}
    </Text>
  );
}

interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'password' | 'email' | 'datetime-local';
  /** Digits: the value stays text, so that what is no number is reported and not corrected. */
  readonly numeric?: boolean;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly onBlur?: () => void;
}

export function TextField({ label, hint, error, mono, numeric, placeholder, ...field }: TextFieldProps) {
  return (
    <AriaTextField
      {...field}
      {...(numeric === true && { inputMode: 'numeric' as const })}
      className={FIELD}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      spellCheck="false"
    >
      <Label className={LABEL}>{label}</Label>
      <Input
        {...(placeholder !== undefined && { placeholder })}
        className={classes(CONTROL, mono === true && 'font-mono text-xs', numeric === true && 'tabular-nums')}
      />
      <Description hint={hint} error={error} />
    </AriaTextField>
  );
}

interface SelectFieldProps extends FieldProps {
  readonly options: readonly SelectOption[];
}

export function SelectField({ label, value, onChange, options, hint, error }: SelectFieldProps) {
  return (
    <Select
      className={FIELD}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      value={value}
      onChange={(key) => onChange(String(key))}
      disabledKeys={options.filter((option) => option.disabled).map((option) => option.value)}
    >
      <Label className={LABEL}>{label}</Label>
      <AriaButton className={classes(CONTROL, 'flex items-center gap-2')}>
        <SelectValue className="min-w-0 flex-1 truncate [&_[slot=description]]:hidden" />
        <ChevronDown aria-hidden size={14} className="shrink-0 text-ink-3" />
      </AriaButton>
      <Description hint={hint} error={error} />
      <SelectList options={options} />
    </Select>
  );
}
