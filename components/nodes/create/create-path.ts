import { LINKED_BOOT_SOURCE } from './boot-source-draft.ts';
import { type Draft, EMPTY_DRAFT, MACHINE_FIELDS } from './draft.ts';
import { DETAILS_FIELDS } from './list-draft.ts';

const TEXTS = [
  'template',
  'osProfile',
  'count',
  'name',
  'serials',
  'host',
  'hostLabels',
  'orchestrator',
  'vcpus',
  'memoryMiB',
  'diskGiB',
  'network',
  'subnet',
  'pool',
  ...MACHINE_FIELDS,
  ...DETAILS_FIELDS,
  ...LINKED_BOOT_SOURCE,
] as const satisfies readonly (keyof Draft)[];

/** What a create is to be like: a node, or the request of a run, by id. */
export interface Origin {
  readonly node?: string;
  readonly run?: string;
}

/**
 * The address that opens the create dialog with values filled in, for "Create again" from anywhere:
 * `createPath({ diskGiB: '32' }, { node: node.id })`. What is left out is as in the origin, or else the template's.
 */
export function createPath(values: Partial<Draft> = {}, origin: Origin = {}): string {
  const query = new URLSearchParams({ create: '1', ...origin });
  for (const key of [...TEXTS, 'flow'] as const) if (values[key]) query.set(key, values[key]);
  if (values.start === false) query.set('start', 'false');
  return `/?${query.toString()}`;
}

/** The draft that an address made by `createPath` means; `begin` is that of its origin. */
export function draftFrom(query: Pick<URLSearchParams, 'get'>, begin: Draft = EMPTY_DRAFT): Draft {
  const texts = TEXTS.map((key): [string, string] => [key, query.get(key) ?? begin[key]]);
  const flow = query.get('flow');
  return {
    ...begin,
    ...Object.fromEntries(texts),
    flow: flow === 'nio' || flow === 'io' ? flow : begin.flow,
    start: query.get('start') !== 'false' && begin.start,
  };
}
