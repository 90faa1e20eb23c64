'use client';
import { useState } from 'react';
import { csvErrorText, readHostsCsv } from '../../../lib/domain/hosts-csv.ts';
import { counted } from '../../../lib/domain/format.ts';
import { useRegisterHosts } from '../../data/project-hosts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { toast } from '../../ui/toast-queue.ts';
import { CsvField } from './csv-field.tsx';

interface RegisterDialogProps {
  readonly orchestrator: string;
  readonly onClose: () => void;
}

/** Registers machines that are no nodes of this console. */
export function RegisterDialog({ orchestrator, onClose }: RegisterDialogProps) {
  const [csv, setCsv] = useState('');
  const register = useRegisterHosts(orchestrator);
  const { entries, errors } = csv.trim() === '' ? { entries: [], errors: [] } : readHostsCsv(csv);
  const submit = (): void =>
    register.mutate(
      { hosts: [...entries] },
      {
        onSuccess: (hosts) => {
          toast('good', `${counted(hosts.length, 'host')} registered at ${orchestrator}`);
          onClose();
        },
      },
    );
  return (
    <Dialog title={`Register machines at ${orchestrator}`} open onClose={onClose} typed>
      <div className="flex max-h-[60vh] flex-col gap-3 overflow-y-auto px-4 py-3">
        <p className="text-ink-2">
          For machines that are no nodes of this console: they are registered, all of them or none, and
          nothing else is made of them.
        </p>
        <CsvField
          value={csv}
          onChange={(text) => {
            register.reset();
            setCsv(text);
          }}
          hint="A serial number, a UUID, or both in each line"
          error={errors.length === 0 ? undefined : errors.slice(0, LISTED).map(csvErrorText).join('; ')}
        />
        {register.error && <Problem error={register.error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="primary"
          isDisabled={entries.length === 0 || errors.length > 0 || register.isPending}
          onPress={submit}
        >
          {register.isPending
            ? 'Registering …'
            : entries.length === 0
              ? 'Register machines'
              : `Register ${counted(entries.length, 'machine')}`}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

/** Of the mistakes, so many are shown. */
const LISTED = 4;
