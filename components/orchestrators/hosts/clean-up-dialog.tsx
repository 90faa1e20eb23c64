'use client';
import { useState } from 'react';
import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import { counted } from '../../../lib/domain/format.ts';
import { useAllowed } from '../../data/hooks.ts';
import { useCleanUp } from '../../data/project-hosts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Note } from '../../ui/note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { toast } from '../../ui/toast-queue.ts';

interface CleanUpDialogProps {
  readonly orchestrator: string;
  readonly hosts: readonly ProjectHost[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Lists exactly the hosts that will be removed; those that this console did not register need the name typed. */
export function CleanUpDialog({ orchestrator, hosts, onClose, onDone }: CleanUpDialogProps) {
  const [typed, setTyped] = useState('');
  const mayRemoveAny = useAllowed('orchestrators.write');
  const cleanUp = useCleanUp(orchestrator);
  const others = hosts.filter(({ standing }) => standing !== 'stale').length;
  const mayConfirm = others === 0 || (mayRemoveAny && typed === orchestrator);
  const failed = cleanUp.data?.failed ?? [];
  const confirm = (): void =>
    cleanUp.mutate(
      {
        hosts: hosts.map(({ id, serial, uuid }) => ({ id, serial, uuid })),
        ...(others > 0 && { confirm: typed }),
      },
      {
        onSuccess: (result) => {
          onDone();
          if (result.failed.length > 0) return;
          toast('good', `${counted(result.removed.length, 'host')} removed from ${orchestrator}`);
          onClose();
        },
      },
    );
  return (
    <Dialog title={`Remove ${counted(hosts.length, 'host')} from ${orchestrator}?`} open onClose={onClose}>
      <div className="flex max-h-[60vh] flex-col gap-3 overflow-y-auto px-4 py-3">
        <p className="text-ink-2">
          Instances are removed with their hosts. The machines themselves are not touched; to be onboarded
          again, they have to be registered again.
        </p>
        <Listed hosts={hosts} />
        {others > 0 && <Others {...{ orchestrator, others, mayRemoveAny, typed }} onType={setTyped} />}
        {failed.map(({ id, error }) => (
          <Note key={id} tone="bad" title={`${id}: ${error.message}`} alert>
            {error.fix}
          </Note>
        ))}
        {cleanUp.error && <Problem error={cleanUp.error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>{cleanUp.data ? 'Close' : 'Cancel'}</Button>
        <Button
          kind="danger"
          isDisabled={!mayConfirm || cleanUp.isPending || cleanUp.data !== undefined}
          onPress={confirm}
        >
          {cleanUp.isPending ? 'Removing …' : `Remove ${counted(hosts.length, 'host')}`}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const Listed = ({ hosts }: { readonly hosts: readonly ProjectHost[] }) => (
  <ul aria-label="Hosts to be removed" className="rounded-md border border-line">
    {hosts.map(({ id, serial, name, standing }) => (
      <li
        key={id}
        className="flex flex-wrap justify-between gap-x-4 border-b border-line px-3 py-1 last:border-b-0"
      >
        <span className="font-mono text-xs leading-5">{serial || id}</span>
        <span className="min-w-0 truncate text-ink-2">{name}</span>
        <span className={standing === 'stale' ? 'text-ink-3' : 'font-medium text-bad'}>{standing}</span>
      </li>
    ))}
  </ul>
);

interface OthersProps {
  readonly orchestrator: string;
  readonly others: number;
  readonly mayRemoveAny: boolean;
  readonly typed: string;
  readonly onType: (text: string) => void;
}

function Others({ orchestrator, others, mayRemoveAny, typed, onType }: OthersProps) {
  const title = `${others} of them ${others === 1 ? 'was' : 'were'} not registered by this console, and may be in use.`;
  if (!mayRemoveAny)
    return (
      <Note tone="warn" title={title}>
        Only an administrator may remove such hosts.
      </Note>
    );
  return (
    <>
      <Note tone="warn" title={title} />
      <TextField
        label={`Type “${orchestrator}” to confirm`}
        mono
        autoComplete="off"
        value={typed}
        onChange={onType}
      />
    </>
  );
}
