'use client';
import { type HostResources } from '../../../lib/contract/host-resources.ts';
import { useHostResources } from '../../data/hooks.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { type PartProps } from './use-draft.ts';

const NONE: HostResources = { networks: [], bridges: [], pools: [] };

/** Where the nodes' network cards and disks are; open from the start when something of it was filled in. */
export function NetworkOptions({
  draft,
  set,
  error,
  host,
}: PartProps & { readonly host: string | undefined }) {
  const { data = NONE } = useHostResources(host);
  const isOpen = draft.network !== '' || draft.subnet !== '' || draft.pool !== '';
  return (
    <details open={isOpen || undefined}>
      <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">Network and storage</summary>
      <div className="mt-3 grid grid-cols-2 gap-3">
        <SelectField
          label="Network"
          value={draft.network}
          onChange={(network) => set({ network, ...(network.includes(':') ? { subnet: '' } : {}) })}
          options={networkOptions(data, draft.network)}
          error={error('network')}
        />
        {!draft.network.includes(':') && (
          <TextField
            label="Subnet"
            mono
            placeholder="chosen by the console"
            value={draft.subnet}
            onChange={(subnet) => set({ subnet })}
            error={draft.network.includes(':') ? undefined : error('network')}
          />
        )}
        <SelectField
          label="Storage pool"
          value={draft.pool}
          onChange={(pool) => set({ pool })}
          options={[
            { value: '', label: 'As in the template' },
            ...withChosen(
              data.pools
                .filter(({ own }) => !own)
                .map(({ name, active, freeGiB }) => ({
                  value: name,
                  label: name,
                  detail: active ? `${freeGiB} GiB free` : 'not active',
                })),
              draft.pool,
            ),
          ]}
          error={error('pool')}
        />
      </div>
    </details>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

function networkOptions({ networks, bridges }: HostResources, chosen: string): Option[] {
  return [
    { value: '', label: 'As in the template' },
    { value: 'own', label: 'Own NAT network', detail: 'One for all nodes of the orchestrator' },
    ...withChosen(
      [
        ...networks
          .filter(({ own }) => !own)
          .map(({ name, active, addresses }) => ({
            value: `network:${name}`,
            label: `Network ${name}`,
            detail: active ? addresses.join(', ') : 'not active',
          })),
        ...(bridges ?? []).map(({ name, ports }) => ({
          value: `bridge:${name}`,
          label: `Bridge ${name}`,
          detail: ports.join(', '),
        })),
      ],
      chosen,
    ),
  ];
}

/** What a link or another node has chosen stays visible although this host does not list it. */
function withChosen(options: Option[], chosen: string): Option[] {
  if (chosen === '' || chosen === 'own' || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen.replace(':', ' ') }];
}
