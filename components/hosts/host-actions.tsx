'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import type { Host } from '../../lib/contract/host.ts';
import type { Node } from '../../lib/contract/node.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed, useNodes } from '../data/hooks.ts';
import { useRemoveHost, useSaveHost } from '../data/hosts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { toast, toastError } from '../ui/toast-queue.ts';
import { editHostPath } from '../ui/paths.ts';

/** Edit, maintenance and remove, for who may do that. */
export function HostActions({ host }: { readonly host: Host }) {
  const router = useRouter();
  const mayWrite = useAllowed('hosts.write');
  const { data: nodes } = useNodes();
  const save = useSaveHost(true);
  const [removing, setRemoving] = useState(false);
  if (!mayWrite) return null;
  const { name, uri, settings } = host;
  const maintenance = !settings.maintenance;
  return (
    <>
      <Button onPress={() => router.push(editHostPath(name))}>Edit</Button>
      <Button
        isDisabled={save.isPending}
        onPress={() =>
          save.mutate(
            { name, uri, settings: { ...settings, maintenance } },
            {
              onSuccess: () =>
                toast('good', maintenance ? `${name} gets no new nodes` : `${name} takes new nodes again`),
              onError: toastError,
            },
          )
        }
      >
        {settings.maintenance ? 'End maintenance' : 'Maintenance'}
      </Button>
      {!host.builtIn && <Button onPress={() => setRemoving(true)}>Remove …</Button>}
      {removing && (
        <RemoveDialog
          name={name}
          nodes={nodes?.filter((node) => node.host === name) ?? []}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}

const NAMED = 5;

interface RemoveDialogProps {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly onClose: () => void;
}

/** A host with nodes is removed only when its name is typed. */
function RemoveDialog({ name, nodes, onClose }: RemoveDialogProps) {
  const router = useRouter();
  const remove = useRemoveHost();
  const [typed, setTyped] = useState('');
  const forget = nodes.length > 0 || remove.error !== null;
  const more = nodes.length > NAMED ? ` and ${nodes.length - NAMED} more` : '';
  const removed = (): void => {
    toast('good', `${name} was removed`);
    router.replace('/hosts');
  };
  const names = nodes.slice(0, NAMED).map((node) => node.name);
  return (
    <Dialog title={`Remove ${name}?`} open onClose={onClose} role="alertdialog" typed={forget}>
      <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
        <p>The console forgets the host and closes its connections. Nothing on the host is changed.</p>
        {nodes.length > 0 && (
          <p>
            It has {counted(nodes.length, 'node')}: {names.join(', ')}
            {more}. They go on running there, unobserved, and are listed here again when the host is added
            again. To have them deleted, delete them first.
          </p>
        )}
        {remove.error && <Problem error={remove.error} />}
        {forget && (
          <TextField
            label={`Type “${name}” to forget its nodes and images, too`}
            value={typed}
            onChange={setTyped}
            autoFocus
            mono
          />
        )}
      </div>
      <DialogFooter>
        <Button autoFocus={!forget} onPress={onClose}>
          Keep it
        </Button>
        <Button
          kind="danger"
          isDisabled={remove.isPending || (forget && typed !== name)}
          onPress={() => {
            // Without the host, its page and this dialog are gone before the answer is dealt with.
            void remove.mutateAsync({ name, forget }).then(removed, () => undefined);
          }}
        >
          {remove.isPending ? 'Removing …' : 'Remove'}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
