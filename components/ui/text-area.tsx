'use client';
import { Label } from 'react-aria-components/Label';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { BOX, Description, FIELD, LABEL, type FieldProps } from './field.tsx';

interface TextAreaProps extends FieldProps {
  readonly placeholder?: string;
  readonly rows?: number;
  readonly autoFocus?: boolean;
  readonly onBlur?: () => void;
}

/** Several lines of something a machine wrote. */
export function TextArea({ label, hint, error, placeholder = '', rows = 4, ...field }: TextAreaProps) {
  return (
    <AriaTextField
      {...field}
      className={FIELD}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      spellCheck="false"
    >
      <Label className={LABEL}>{label}</Label>
      <AriaTextArea rows={rows} placeholder={placeholder} className={`${BOX} py-1.5 font-mono text-xs`} />
      <Description hint={hint} error={error} />
    </AriaTextField>
  );
}
