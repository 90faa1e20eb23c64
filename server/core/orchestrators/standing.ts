import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import type { NodeRow } from '../../db/api.ts';
import type { HostAtOrchestrator, Identity } from '../../orchestrator/api.ts';

type KnownNode = Pick<NodeRow, 'id' | 'name' | 'serial' | 'uuid' | 'deletedAt'>;

const keyOf = ({ serial, uuid }: Identity): string => `${serial} ${uuid.toLowerCase()}`;

/** The nodes of one orchestrator by serial number and UUID; an existing one before those that were deleted. */
export function nodesByIdentity(nodes: readonly KnownNode[]): (identity: Identity) => KnownNode | undefined {
  const deletedFirst = nodes.toSorted((a, b) => Number(a.deletedAt === null) - Number(b.deletedAt === null));
  const byKey = new Map(deletedFirst.map((node) => [keyOf(node), node]));
  return (identity) => byKey.get(keyOf(identity));
}

/**
 * What each host is to this console, which has these nodes at the orchestrator, deleted ones included. Serial numbers
 * and UUIDs are compared exactly: an orchestrator accepts a host with the serial number of another one.
 */
export function standingsOf(
  hosts: readonly HostAtOrchestrator[],
  nodes: readonly KnownNode[],
): ProjectHost[] {
  const nodeOf = nodesByIdentity(nodes);
  const clashes = clashesAmong(hosts, nodes);
  return hosts.map((host) => {
    const node = nodeOf(host);
    const clash = host.leaving ? null : clashes(host);
    const standing =
      node === undefined
        ? clash === null
          ? 'foreign'
          : 'duplicate'
        : node.deletedAt === null
          ? 'ours'
          : 'stale';
    return { ...host, standing, node: node === undefined ? null : { id: node.id, name: node.name }, clash };
  });
}

/** In words, with what a host shares its serial number or its UUID. */
function clashesAmong(
  hosts: readonly HostAtOrchestrator[],
  nodes: readonly KnownNode[],
): (host: HostAtOrchestrator) => string | null {
  const present = hosts.filter(({ leaving }) => !leaving);
  const existing = nodes.filter(({ deletedAt }) => deletedAt === null);
  const hostsBy = { serial: grouped(present, serialOf), uuid: grouped(present, uuidOf) };
  const nodesBy = { serial: grouped(existing, serialOf), uuid: grouped(existing, uuidOf) };
  return (host) => {
    const sharing = (what: 'serial' | 'uuid', title: string): string[] => {
      const value = what === 'serial' ? serialOf(host) : uuidOf(host);
      const others = (hostsBy[what].get(value) ?? []).filter(({ id }) => id !== host.id);
      // One that has a host of its own here is named by that host.
      const alone = (nodesBy[what].get(value) ?? []).filter(
        (node) => keyOf(node) !== keyOf(host) && !others.some((other) => keyOf(other) === keyOf(node)),
      );
      const names = [...others.map(({ id }) => id), ...alone.map(({ name }) => `the node "${name}"`)];
      return names.length === 0 ? [] : [`same ${title} as ${names.join(', ')}`];
    };
    const texts = [...sharing('serial', 'serial number'), ...sharing('uuid', 'UUID')];
    return texts.length === 0 ? null : texts.join('; ');
  };
}

const serialOf = ({ serial }: Identity): string => serial;
const uuidOf = ({ uuid }: Identity): string => uuid.toLowerCase();

/** A host may lack a serial number or a UUID; those that lack it share nothing. */
function grouped<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const value = key(one);
    if (value !== '') groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  return groups;
}
