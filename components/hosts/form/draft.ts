import type { Host } from '../../../lib/contract/host.ts';
import { DEFAULT_HOST_SETTINGS, hostRequest, type HostRequest } from '../../../lib/contract/host-settings.ts';
import { readAs, type ReadDraft } from '../../forms/read-draft.ts';
import type { TextDraft } from '../../forms/use-draft-form.ts';
import { placed, read, type Reading, type Tree, valueAt, written } from '../../forms/typed-values.ts';

/** What is typed in the form; text until it is read. */
export interface HostDraft extends TextDraft {
  /** Keys of the SSH server that were confirmed. */
  readonly hostKeys: readonly string[];
}

const FIELDS: ReadonlyMap<string, Reading> = new Map([
  ['name', 'text'],
  ['uri', 'text'],
  ['settings.labels', 'list'],
  ['settings.cpuOvercommit', 'number'],
  ['settings.reservedMemoryMiB', 'number'],
  ['settings.reservedDiskGiB', 'number'],
  ['settings.bootingAtOnce', 'number'],
  ['settings.simulatorAddress', 'nullable'],
  ['settings.maintenance', 'flag'],
]);

/** The host as it would be typed; a new one with the defaults. */
export function draftOf(host: Host | null): HostDraft {
  const known = host ?? { name: '', uri: '', settings: DEFAULT_HOST_SETTINGS };
  const texts = [...FIELDS.keys()].map((path): [string, string] => [path, written(valueAt(known, path))]);
  return { texts: Object.fromEntries(texts), hostKeys: known.settings.hostKeys };
}

/** The request that a draft means, or what is wrong with which field. */
export function readDraft({ texts, hostKeys }: HostDraft): ReadDraft<HostRequest> {
  let tree: Tree = { settings: { hostKeys } };
  for (const [path, reading] of FIELDS)
    tree = placed(tree, path.split('.'), read(texts[path] ?? '', reading));
  return readAs(hostRequest, tree, (_, message) =>
    message.startsWith('Invalid input') ? 'enter a number' : undefined,
  );
}
