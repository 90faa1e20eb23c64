import { type CreateRequest } from '../../../lib/contract/node.ts';

/** What is typed about network and pool. */
export interface NetworkDraft {
  /** Empty, `own`, `network:NAME` or `bridge:NAME`. */
  readonly network: string;
  /** Of an own network. */
  readonly subnet: string;
  readonly pool: string;
}

export const NO_PLACEMENT: NetworkDraft = { network: '', subnet: '', pool: '' };

/** As it would be typed. */
export function networkTexts({ network, pool }: CreateRequest): NetworkDraft {
  const own = network?.kind === 'own' ? network : null;
  return {
    network: network === undefined ? '' : network.kind === 'own' ? 'own' : `${network.kind}:${network.name}`,
    subnet: own?.subnet ?? '',
    pool: pool ?? '',
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
    ...(pool === '' ? {} : { pool }),
  };
}
