import type { NodeNetwork } from '../../../lib/contract/node-network.ts';

/** What is typed about network and pool. */
export interface NetworkDraft {
  /** Empty, `own`, `network:NAME` or `bridge:NAME`. */
  readonly network: string;
  /** Of an own network. */
  readonly subnet: string;
  /** Empty, `OWN_POOL`, or a name. */
  readonly pool: string;
}

/** The console's own pool, where a template has another one; no name of a pool begins like this. */
export const OWN_POOL = '-';

export const NO_PLACEMENT: NetworkDraft = { network: '', subnet: '', pool: '' };

interface Placement {
  readonly network?: NodeNetwork | undefined;
  /** Undefined where nothing is said about it. */
  readonly pool?: string | null | undefined;
}

/** As it would be typed. */
export function networkTexts({ network, pool }: Placement): NetworkDraft {
  const own = network?.kind === 'own' ? network : null;
  return {
    network: network === undefined ? '' : network.kind === 'own' ? 'own' : `${network.kind}:${network.name}`,
    subnet: own?.subnet ?? '',
    pool: pool === null ? OWN_POOL : (pool ?? ''),
  };
}

/** The part of the request that a draft means. */
export function networkPart({ network, subnet, pool }: NetworkDraft): object {
  const [kind, ...name] = network.split(':');
  const typed = subnet.trim();
  const own = { kind: 'own', ...(typed === '' ? {} : { subnet: typed }) };
  const chosen = kind === 'network' || kind === 'bridge' ? { kind, name: name.join(':') } : own;
  return {
    ...(network === '' && typed === '' ? {} : { network: chosen }),
    ...(pool === '' ? {} : { pool: pool === OWN_POOL ? null : pool }),
  };
}
