'use client';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-area.tsx';

interface CsvFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly hint?: ReactNode;
  readonly error: string | undefined;
}

/** Machines as CSV: pasted, dropped as a file, or chosen. */
export function CsvField({ value, onChange, hint, error }: CsvFieldProps) {
  const take = async (file: File | undefined): Promise<void> => {
    if (file) onChange(await file.text());
  };
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
        label="Machines as CSV"
        placeholder={'Serial,UUID,OSProfile,Site,Secure,RemoteUser,Metadata\nVEN00001'}
        value={value}
        onChange={onChange}
        hint={hint}
        error={error}
      />
      {/* Outside of the field, whose context would make the file's input one of the field's own. */}
      <div className="absolute top-0 right-0">
        <FileTrigger
          acceptedFileTypes={['.csv', 'text/csv']}
          onSelect={(files) => void take(files?.[0] ?? undefined)}
        >
          <Button kind="quiet" className="-my-1.5 px-1.5 text-xs" aria-label="Choose file: Machines as CSV">
            Choose file
          </Button>
        </FileTrigger>
      </div>
    </div>
  );
}
