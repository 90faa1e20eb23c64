'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { useAdoptDomain } from '../data/domains.ts';
import { useAllowed, useOrchestrators } from '../data/hooks.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { KIND_TITLES } from '../orchestrators/kinds.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface AdoptProps {
  readonly domain: HostDomain;
}

/** Makes a node of a domain, after saying what that means. */
export function AdoptButton({ domain }: AdoptProps) {
  const [asking, setAsking] = useState(false);
  if (!useAllowed('domains.write')) return null;
  const { persistent } = domain;
  return (
    <>
      <span title={persistent ? undefined : 'Not now: it is transient, and gone when it is off'}>
        <Button isDisabled={!persistent} onPress={() => setAsking(true)}>
          Adopt …
        </Button>
      </span>
      {asking && <AdoptDialog domain={domain} onClose={() => setAsking(false)} />}
    </>
  );
}

/** The value of the choice that is no orchestrator. */
const NONE = '';

function AdoptDialog({ domain, onClose }: AdoptProps & { readonly onClose: () => void }) {
  const { host, uuid, name } = domain;
  const router = useRouter();
  const adopt = useAdoptDomain(host, uuid);
  const { data: orchestrators = [] } = useOrchestrators();
  const { field, dialog } = useDialogForm({
    begin: (): Record<'orchestrator', string> => ({ orchestrator: NONE }),
    read: ({ orchestrator }) => ({ ok: true, request: orchestrator === NONE ? null : orchestrator }),
    mutation: adopt,
    send: (orchestrator) =>
      adopt.mutate({ confirm: name, orchestrator }, { onSuccess: (node) => router.push(`/nodes/${node}`) }),
  });
  return (
    <FormDialog
      title={`Adopt ${name}?`}
      verb={`Adopt ${name}`}
      sending="Adopting …"
      {...dialog}
      onClose={onClose}
    >
      <p>
        It becomes a node of this console: its definition gets the console’s metadata, its serial ports are
        read and recorded, and it is started and deleted like other nodes.
      </p>
      <p>
        Deleting the node later removes the domain with its firmware variables and TPM state. Its disks stay
        where they are, also then.
      </p>
      <p className="text-ink-2">Other programs that have its serial ports open lose them.</p>
      <SelectField
        label="Orchestrator that it belongs to"
        options={[
          { value: NONE, label: 'None', detail: 'Its stages are what its serial ports show' },
          ...orchestrators.map((each) => ({
            ...{ value: each.name, label: each.name },
            detail: KIND_TITLES[each.kind],
          })),
        ]}
        {...field('orchestrator')}
      />
    </FormDialog>
  );
}
