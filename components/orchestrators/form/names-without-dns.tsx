'use client';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { anyError } from '../../forms/use-draft-form.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import type { HostRow } from './draft.ts';
import type { OrchestratorForm } from './use-form.ts';

const EMPTY: HostRow = { address: '', names: '', nodeAddress: '' };

function HostEntries({ form }: { readonly form: OrchestratorForm }) {
  const { draft, change } = form;
  const setHosts = (hosts: readonly HostRow[]): void => change({ hosts });
  const replace = (index: number, part: Partial<HostRow>): void =>
    setHosts(draft.hosts.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <>
      <p className="text-xs text-ink-3">
        The console uses these for its own requests, and the nodes’ network resolves them. *.DOMAIN stands for
        every name that nodes ask for there.
      </p>
      {draft.hosts.map((row, index) => (
        <fieldset
          key={index}
          className="grid gap-x-3 gap-y-2 rounded-md border border-line p-3 sm:grid-cols-[10rem_minmax(0,1fr)_10rem_auto]"
        >
          <legend className="sr-only">Entry {index + 1}</legend>
          <TextField
            label="Address"
            mono
            autoFocus={row.address === ''}
            value={row.address}
            onChange={(address) => replace(index, { address })}
            onBlur={() => form.left(`settings.hosts.${index}.address`)}
            error={form.error(`settings.hosts.${index}.address`)}
          />
          <TextField
            label="Names"
            mono
            placeholder="*.edge.example.com"
            value={row.names}
            onChange={(names) => replace(index, { names })}
            error={form.error(`settings.hosts.${index}.names`)}
          />
          <TextField
            label="Address for nodes"
            mono
            placeholder="the same"
            hint="gateway: this host"
            value={row.nodeAddress}
            onChange={(nodeAddress) => replace(index, { nodeAddress })}
            error={form.error(`settings.hosts.${index}.nodeAddress`)}
          />
          <IconButton
            label={`Remove entry ${index + 1}`}
            className="sm:mt-5.5"
            onPress={() => setHosts(draft.hosts.filter((_, at) => at !== index))}
          >
            <X size={15} />
          </IconButton>
        </fieldset>
      ))}
      <Button className="self-start" onPress={() => setHosts([...draft.hosts, EMPTY])}>
        <Plus size={14} /> Add names
      </Button>
    </>
  );
}

/** Names that no name server knows, an address a row. */
export function NamesWithoutDns({ form }: { readonly form: OrchestratorForm }) {
  const entries = form.draft.hosts.length;
  return (
    <Fold
      title="Names without DNS"
      aside={entries === 0 ? 'none' : `${entries} set`}
      open={anyError(form, ['settings.hosts'])}
    >
      <HostEntries form={form} />
    </Fold>
  );
}
