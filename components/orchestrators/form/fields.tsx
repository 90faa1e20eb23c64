'use client';
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { certificateText } from './draft.ts';
import type { Form } from './use-form.ts';

interface FieldProps {
  readonly form: Form;
  readonly path: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
}

const bound = ({ form, path }: Pick<FieldProps, 'form' | 'path'>) => ({
  value: form.draft.texts[path] ?? '',
  onChange: (text: string) => form.set({ [path]: text }),
  onBlur: () => form.left(path),
  error: form.error(path),
});

interface TextProps extends FieldProps {
  readonly numeric?: boolean;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
}

export const Text = ({ form, path, ...field }: TextProps) => (
  <TextField {...field} {...bound({ form, path })} mono={field.numeric !== true} autoComplete="off" />
);

/** A stored password is never shown; a new one is typed over it. */
export function Password({ form, path, label, hint }: FieldProps) {
  const { stored, set } = form;
  const [opened, setReplacing] = useState(false);
  // A stored one that cannot be kept has an error.
  const replacing = opened || (form.draft.texts[path] ?? '') !== '' || form.error(path) !== undefined;
  const isStored =
    stored !== null && !stored.secretsLost && stored.secretsSet.includes(path.replace('secrets.', ''));
  if (isStored && !replacing)
    return (
      <div className="flex flex-col gap-1">
        <span className="text-xs font-medium text-ink-2">{label}</span>
        <span className="flex h-8 items-center gap-3">
          Stored
          <Button aria-label={`Replace the ${label.toLowerCase()}`} onPress={() => setReplacing(true)}>
            Replace
          </Button>
        </span>
      </div>
    );
  return (
    <TextField
      label={label}
      type="password"
      autoComplete="new-password"
      autoFocus={opened}
      hint={
        isStored ? (
          <button
            type="button"
            className="underline"
            onClick={() => {
              set({ [path]: '' });
              setReplacing(false);
            }}
          >
            Keep the stored one
          </button>
        ) : (
          hint
        )
      }
      {...bound({ form, path })}
    />
  );
}

/** Certificates: pasted, dropped as a file, or chosen. */
export function Pem({ form, path, label, hint }: FieldProps) {
  const take = async (file: File | undefined): Promise<void> => {
    if (file) form.set({ [path]: certificateText(new Uint8Array(await file.arrayBuffer())) });
  };
  const count = (form.draft.texts[path] ?? '').split('-----BEGIN CERTIFICATE-----').length - 1;
  return (
    <div
      className="relative"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <TextArea
        label={label}
        placeholder="-----BEGIN CERTIFICATE-----"
        hint={count === 0 ? hint : count === 1 ? 'One certificate' : `${count} certificates`}
        {...bound({ form, path })}
      />
      {/* Outside of the field, whose context would make the file's input one of the field's own. */}
      <div className="absolute top-0 right-0">
        <FileTrigger
          acceptedFileTypes={['.pem', '.crt', '.cer', '.der']}
          onSelect={(files) => void take(files?.[0] ?? undefined)}
        >
          <Button kind="quiet" className="-my-1.5 px-1.5 text-xs" aria-label={`Choose file: ${label}`}>
            Choose file
          </Button>
        </FileTrigger>
      </div>
    </div>
  );
}
