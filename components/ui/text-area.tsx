'use client';
import { type ReactNode } from 'react';
import { Label } from 'react-aria-components/Label';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { BOX, Description, FIELD, LABEL, type FieldProps } from './field.tsx';

interface TextAreaProps extends FieldProps {
  readonly placeholder?: string;
  readonly onBlur?: () => void;
  /** Beside the label. */
  readonly aside?: ReactNode;
}

/** Several lines of something a machine wrote. */
export function TextArea({ label, aside, hint, error, placeholder = '', ...field }: TextAreaProps) {
  return (
    <AriaTextField
      {...field}
      className={FIELD}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      spellCheck="false"
    >
      <span className="flex items-end justify-between gap-2">
        <Label className={LABEL}>{label}</Label>
        {aside}
      </span>
      <AriaTextArea rows={4} placeholder={placeholder} className={`${BOX} py-1.5 font-mono text-xs`} />
      <Description hint={hint} error={error} />
    </AriaTextField>
  );
}
