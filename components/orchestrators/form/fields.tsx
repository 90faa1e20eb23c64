'use client';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { bound, type DraftFieldProps } from '../../forms/draft-text.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { certificateText } from './draft.ts';
import type { OrchestratorForm } from './use-form.ts';

interface PasswordProps extends DraftFieldProps {
  readonly form: OrchestratorForm;
}

/** A stored password is never shown; a new one is typed over it. */
export function Password({ form, path, label, hint }: PasswordProps) {
  const { stored, set } = form;
  const [opened, setReplacing] = useState(false);
  // A stored one that cannot be kept has an error.
  const replacing = opened || form.text(path) !== '' || form.error(path) !== undefined;
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
export function Pem({ form, path, label, hint }: DraftFieldProps) {
  const take = async (file: File | undefined): Promise<void> => {
    if (file) form.set({ [path]: certificateText(new Uint8Array(await file.arrayBuffer())) });
  };
  const count = form.text(path).split('-----BEGIN CERTIFICATE-----').length - 1;
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
