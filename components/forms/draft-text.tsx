'use client';
import type { ReactNode } from 'react';
import { TextField } from '../ui/field.tsx';
import type { DraftFields } from './use-draft-form.ts';

export interface DraftFieldProps {
  readonly form: DraftFields;
  /** Of the field in the request. */
  readonly path: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
}

/** What connects a field to the draft. */
export const bound = ({ form, path }: Pick<DraftFieldProps, 'form' | 'path'>) => ({
  value: form.text(path),
  onChange: (text: string) => form.set({ [path]: text }),
  onBlur: () => form.left(path),
  error: form.error(path),
});

interface DraftTextProps extends DraftFieldProps {
  readonly numeric?: boolean;
  /** In the typeface of machines; identifiers are, numbers and sentences are not. */
  readonly mono?: boolean;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
}

/** One line of a draft. */
export const DraftText = ({ form, path, ...field }: DraftTextProps) => (
  <TextField {...field} {...bound({ form, path })} autoComplete="off" />
);
