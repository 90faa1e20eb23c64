import type { Capacity, Host } from '../contract/host.ts';
import { counted } from './format.ts';

/** A host, and how many nodes of the wanted size fit on it. */
export interface Candidate {
  readonly host: Pick<Host, 'name' | 'settings'>;
  readonly room: Pick<Capacity, 'fits' | 'limitedBy'>;
}

export interface Spread {
  /** The host of each node, in their order. */
  readonly hosts: readonly string[];
  /** Why each host gets so many, a sentence each. */
  readonly reasons: readonly string[];
  /** How many nodes there is no room for. */
  readonly missing: number;
}

export const missingLabels = ({ settings }: Pick<Host, 'settings'>, wanted: readonly string[]): string[] =>
  wanted.filter((label) => !settings.labels.includes(label));

/** Each node goes to the host that then has most room left; of equals, to the first. Never more than fit. */
export function spread(candidates: readonly Candidate[], count: number, labels: readonly string[]): Spread {
  const places = candidates.map(({ host, room }) => {
    const lacks = missingLabels(host, labels);
    return { name: host.name, lacks, room, left: lacks.length === 0 ? room.fits : 0, nodes: 0 };
  });
  const hosts: string[] = [];
  while (hosts.length < count) {
    const [first, ...others] = places;
    if (first === undefined) break;
    const best = others.reduce((most, place) => (place.left > most.left ? place : most), first);
    if (best.left <= 0) break;
    best.left--;
    best.nodes++;
    hosts.push(best.name);
  }
  // Nodes of one host have consecutive numbers.
  const order = places.map(({ name }) => name);
  hosts.sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return { hosts, reasons: places.map(reasonOf), missing: count - hosts.length };
}

interface Place {
  readonly name: string;
  readonly lacks: readonly string[];
  readonly room: Candidate['room'];
  readonly nodes: number;
}

function reasonOf({ name, lacks, room: { fits, limitedBy }, nodes }: Place): string {
  if (lacks.length > 0)
    return `${name}: none, because it lacks the ${lacks.length === 1 ? 'label' : 'labels'} ${lacks.join(', ')}.`;
  if (fits === 0) return `${name}: none, because it has no room for one (${limitedBy}).`;
  const room = `it has room for ${fits} of this size, limited by ${limitedBy}`;
  return nodes === 0
    ? `${name}: none, because others have more room; ${room}.`
    : `${name}: ${counted(nodes, 'node')}; ${room}.`;
}
