'use client';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import { wishedPlacementFacts } from '../../../lib/domain/network-facts.ts';
import { OWN_NETWORK } from '../../../lib/contract/node-network.ts';
import { useHostResources } from '../../data/hooks.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { type NetworkDraft, networkTexts, OWN_POOL } from './network-draft.ts';
import { differs, type PartProps } from './use-draft.ts';

const NONE: HostResources = { networks: [], bridges: [], pools: [] };
const FIELDS = ['network', 'subnet', 'pool'] as const;

interface NetworkOptionsProps extends PartProps {
  readonly host: string | undefined;
}

/** Where the nodes' network cards and disks are. */
export function NetworkOptions({ draft, set, error, template, host }: NetworkOptionsProps) {
  const { network = OWN_NETWORK, pool = null } = template ?? {};
  const isOther = differs(draft, template && networkTexts({ network, pool }), FIELDS);
  return (
    <Fold
      title="Network and storage"
      aside={isOther ? placementText(draft) : placedText(network, pool)}
      open={isOther}
    >
      <NetworkFields draft={draft} set={set} error={error} host={host} inherits />
    </Fold>
  );
}

const placedText = (...placed: Parameters<typeof wishedPlacementFacts>): string =>
  wishedPlacementFacts(...placed)
    .map(([, value]) => value)
    .join(' · ');

/** In a few words, for the title of a fold. */
export function placementText({ network, subnet, pool }: NetworkDraft): string {
  const [kind, ...name] = network.split(':');
  const own = `one that the console makes${subnet.trim() === '' ? '' : `, ${subnet.trim()}`}`;
  const where = kind === 'network' || kind === 'bridge' ? `${kind} ${name.join(':')}` : own;
  return pool === '' || pool === OWN_POOL ? where : `${where} · pool ${pool}`;
}

interface NetworkFieldsProps {
  readonly draft: NetworkDraft;
  readonly set: (part: Partial<NetworkDraft>) => void;
  readonly error: (field: string) => string | undefined;
  readonly host: string | undefined;
  /** What is left empty is as in a template. */
  readonly inherits?: boolean;
}

/** In a create and in a template. */
export function NetworkFields({ draft, set, error, host, inherits = false }: NetworkFieldsProps) {
  const { data = NONE } = useHostResources(host);
  const isOwn = !draft.network.includes(':');
  const usual = inherits ? [{ value: '', label: 'As in the template' }] : [];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label="Network"
        value={draft.network}
        onChange={(network) => set({ network, ...(network.includes(':') ? { subnet: '' } : {}) })}
        options={[...usual, ...networkOptions(data, draft.network)]}
        error={isOwn ? undefined : error('network')}
        hint={hintOf(data, draft.network)}
      />
      {isOwn && (
        <TextField
          label="Subnet"
          mono
          placeholder="chosen by the console"
          value={draft.subnet}
          onChange={(subnet) => set({ subnet })}
          hint="A /24, such as 10.20.30.0/24"
          error={error('network')}
        />
      )}
      <SelectField
        label="Storage pool"
        value={draft.pool}
        onChange={(pool) => set({ pool })}
        options={[
          ...usual,
          { value: OWN_POOL, label: 'The console’s own' },
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
  );
}

function hintOf({ networks }: HostResources, chosen: string): string {
  const network = networks.find(({ name }) => chosen === `network:${name}`);
  if (network === undefined) return '';
  return network.bootProgram === null
    ? 'Boots nobody over HTTP yet: the check before power-on offers to add the options'
    : `Boots ${network.bootProgram}`;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

/** Networks and bridges of a host, in words. */
export function networkOptions({ networks, bridges }: HostResources, chosen: string): Option[] {
  return [
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
  const isListed = ['', 'own', OWN_POOL].includes(chosen) || options.some(({ value }) => value === chosen);
  return isListed ? options : [...options, { value: chosen, label: chosen.replace(':', ' ') }];
}
