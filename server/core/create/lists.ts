import { ConsoleError } from '../../../lib/contract/error.ts';
import { mergedDetails } from '../../../lib/contract/host-details.ts';
import type { Machine } from '../../../lib/contract/machine.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { NodeEntry, NodeRegistration } from '../../../lib/contract/node-entry.ts';
import type { Template } from '../../../lib/contract/template.ts';
import { expandRange } from '../../../lib/domain/name-range.ts';
import type { NodeRow } from '../../db/api.ts';

/** A list of machines says how many nodes there are and their serial numbers; so does a range of serial numbers. */
export function withLists(request: CreateRequest): CreateRequest {
  const { nodes, serialPattern = '' } = request;
  if (nodes !== undefined) {
    return { ...request, count: nodes.length, serials: nodes.map(({ serial }) => serial) };
  }
  const { serialPattern: _, ...rest } = request;
  const serials = expandRange(serialPattern);
  return serials === null ? request : { ...rest, serials };
}

/** Of each node; null where the product chooses. Throws `conflict` for one that is taken. */
export function chosenUuids(
  { nodes = [] }: Pick<CreateRequest, 'nodes'>,
  taken: ReadonlySet<string>,
): (string | null)[] {
  const seen = new Set(taken);
  return nodes.map(({ uuid, serial }, index) => {
    if (uuid === undefined) return null;
    if (seen.has(uuid)) {
      const message = `The UUID ${uuid} of ${serial} belongs to another node or domain, or is in the list twice.`;
      throw new ConsoleError('conflict', message, {
        fix: 'Use another one, or delete what has it.',
        errors: [{ field: `nodes.${index}.uuid`, message }],
      });
    }
    seen.add(uuid);
    return uuid;
  });
}

/** What the orchestrator is told of a node beyond its identity; null if that is nothing. */
export function registrationOf(
  template: Pick<Template, 'details'>,
  { details, osProfile: chosen }: Pick<CreateRequest, 'details' | 'osProfile'>,
  entry: NodeEntry | undefined,
): NodeRegistration | null {
  const merged = mergedDetails(template.details, details, entry?.details);
  const osProfile = entry?.osProfile ?? chosen ?? null;
  return osProfile === null && Object.keys(merged).length === 0 ? null : { osProfile, details: merged };
}

/** Details that would not be used as things are. */
export function detailsWarnings(
  { flow, osProfile }: Pick<Template, 'flow' | 'osProfile'>,
  nodes: readonly Pick<NodeRow, 'registration'>[],
): string[] {
  const all = nodes.map(({ registration }) => registration?.details ?? {});
  if (all.every((details) => Object.keys(details).length === 0)) return [];
  if (flow === 'io') {
    return [
      'Site, metadata, local account and custom configurations are not used: a node that is onboarded interactively is not registered ahead.',
    ];
  }
  const needsOs = nodes.some(
    ({ registration }) =>
      (registration?.osProfile ?? osProfile) === null &&
      (registration?.details.localAccount != null || registration?.details.customConfigs !== undefined),
  );
  if (!needsOs) return [];
  return [
    'Local account and custom configurations are used only with an OS profile: the project’s default OS is installed without them.',
  ];
}

/** Names from a list in place of those that were chosen. */
export function withOwnNames(
  names: readonly string[],
  { nodes }: Pick<CreateRequest, 'nodes'>,
  taken: ReadonlySet<string>,
): string[] {
  const all = names.map((name, index) => nodes?.[index]?.name ?? name);
  const wrong = all.find((name, index) => taken.has(name) || all.indexOf(name) < index);
  if (wrong === undefined) return all;
  const message = `The name "${wrong}" is taken, or is in the list twice.`;
  throw new ConsoleError('conflict', message, {
    fix: 'Use another name, or delete the node or domain that has it.',
    errors: [{ field: 'nodes', message }],
  });
}

export const machineOf = (machine: Machine, entry: NodeEntry | undefined): Machine =>
  entry?.secureBoot === undefined ? machine : { ...machine, secureBoot: entry.secureBoot };

/** The different machines and OS profiles among the nodes of a request. */
export function variantsOf(
  { nodes }: Pick<CreateRequest, 'nodes'>,
  machine: Machine,
  { osProfile }: Pick<Template, 'osProfile'>,
): { readonly machine: Machine; readonly osProfile: string | null }[] {
  const all = (nodes ?? [undefined]).map((entry) => ({
    machine: machineOf(machine, entry),
    osProfile: entry?.osProfile ?? osProfile,
  }));
  return [...new Map(all.map((variant) => [JSON.stringify(variant), variant])).values()];
}
