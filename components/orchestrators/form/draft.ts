import { z } from 'zod';
import { hostEntry, service } from '../../../lib/contract/orchestrator-settings.ts';
import {
  orchestratorKind,
  orchestratorRequest,
  type OrchestratorDefinition,
  type OrchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import { STAGES } from '../../../lib/domain/stages.ts';
import { secretsToEnterAgain } from '../../../lib/domain/stored-secrets.ts';

/** Kinds that a person can add. */
export const addableKind = orchestratorKind.exclude(['simulator']);
export type AddableKind = z.infer<typeof addableKind>;

/** A line of "Names without DNS". */
export interface HostRow {
  readonly address: string;
  readonly names: string;
  readonly nodeAddress: string;
}

/** What is typed in the form; text until it is read. */
export interface OrchestratorDraft {
  readonly kind: AddableKind;
  /** By the path of the field in the request. */
  readonly texts: Readonly<Record<string, string>>;
  readonly hosts: readonly HostRow[];
}

export const TIMED_STAGES = STAGES.filter((stage) => stage !== 'ready');
export const timeoutPath = (stage: string): string => `settings.timeouts.${stage}`;
export const servicePath = (name: string): string => `settings.services.${name}`;

/**
 * `nullable`: empty means null. `entry`, `secret` and `number`: empty is left out. `list`: separated by commas or
 * spaces. Of a secret, every character counts.
 */
type Reading = 'text' | 'nullable' | 'entry' | 'secret' | 'number' | 'list';

const each = (paths: readonly string[], reading: Reading): [string, Reading][] =>
  paths.map((path) => [path, reading]);

/** Every field of the form, and how its text becomes a value. What a kind has beyond these stays as it is stored. */
const FIELDS: Readonly<Record<AddableKind, ReadonlyMap<string, Reading>>> = {
  'edge-orchestrator': new Map<string, Reading>([
    ...each(['settings.cluster', 'settings.project', 'settings.apiUser', 'settings.release'], 'text'),
    ...each(
      [
        'settings.onboardingUser',
        'settings.apiAuthority',
        'settings.bootAuthority',
        'settings.proxy.console',
        'settings.proxy.nodes',
        'settings.bootScriptUrl',
        'settings.subnet',
      ],
      'nullable',
    ),
    ...each(service.options.map(servicePath), 'entry'),
    ...each(TIMED_STAGES.map(timeoutPath), 'number'),
    ...each(['settings.pollSeconds.busy', 'settings.pollSeconds.idle', 'settings.answerSeconds'], 'number'),
    ...each(['settings.proxy.except'], 'list'),
    ...each(['secrets.apiPassword', 'secrets.onboardingPassword'], 'secret'),
  ]),
  'http-boot': new Map<string, Reading>([
    ...each(['settings.bootProgramUrl'], 'text'),
    ...each(['settings.bootScriptUrl', 'settings.authority'], 'nullable'),
  ]),
  none: new Map(),
};

/** Where the schema has a default for a whole group, its parts are filled in from the start. */
const NEW_TEXTS: Readonly<Record<string, string>> = {
  'settings.release': '2026.x',
  [timeoutPath('provisioning')]: '3600',
  [timeoutPath('os-boot')]: '3600',
  'settings.pollSeconds.busy': '5',
  'settings.pollSeconds.idle': '15',
};

export const newDraft: OrchestratorDraft = { kind: 'edge-orchestrator', texts: NEW_TEXTS, hosts: [] };

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (tree: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), tree);

/** A copy with the value at the path; undefined takes what is there away. */
function placed(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): Tree {
  const inner = tree[key];
  const next = rest.length === 0 ? value : placed(isTree(inner) ? inner : {}, rest, value);
  if (next !== undefined) return { ...tree, [key]: next };
  return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

function read(text: string, reading: Reading): unknown {
  const trimmed = text.trim();
  switch (reading) {
    case 'text':
      return trimmed;
    case 'nullable':
      return trimmed === '' ? null : trimmed;
    case 'entry':
      return trimmed === '' ? undefined : trimmed;
    case 'secret':
      return text === '' ? undefined : text;
    case 'number':
      return trimmed === '' ? undefined : Number(trimmed);
    case 'list':
      return words(text);
  }
}

function written(value: unknown): string {
  const list = z.array(z.string()).safeParse(value);
  if (list.success) return list.data.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What is stored, as it would be typed; passwords stay empty. */
export function draftOf(stored: OrchestratorDefinition): OrchestratorDraft {
  const kind = addableKind.parse(stored.kind);
  const texts = [...FIELDS[kind].keys()].map((path): [string, string] => [
    path,
    written(valueAt(stored, path)),
  ]);
  const hosts = z.array(hostEntry).safeParse(stored.settings.hosts);
  return {
    kind,
    texts: Object.fromEntries([['name', stored.name], ...texts]),
    hosts: (hosts.data ?? []).map(({ address, names, nodeAddress }) => ({
      address,
      names: names.join(', '),
      nodeAddress: nodeAddress ?? '',
    })),
  };
}

export type ReadResult =
  | { readonly ok: true; readonly request: OrchestratorRequest }
  | { readonly ok: false; readonly errors: ReadonlyMap<string, string> };

/** The request that a draft means, or what is wrong with which field. */
export function readDraft(draft: OrchestratorDraft, stored: OrchestratorDefinition | null): ReadResult {
  const { kind, texts, hosts } = draft;
  let request: Tree = {
    kind,
    name: (texts.name ?? '').trim(),
    settings: stored?.settings ?? {},
    secrets: {},
  };
  for (const [path, reading] of FIELDS[kind])
    request = placed(request, path.split('.'), read(texts[path] ?? '', reading));
  if (kind !== 'none') {
    const entries = hosts.map(({ address, names, nodeAddress }) => ({
      address: address.trim(),
      names: words(names),
      nodeAddress: read(nodeAddress, 'nullable'),
    }));
    request = placed(request, ['settings', 'hosts'], entries);
  }
  const parsed = orchestratorRequest.safeParse(request);
  const errors = new Map<string, string>();
  for (const { path, message } of parsed.error?.issues ?? []) {
    const place = path.map(String).join('.');
    if (!errors.has(place)) errors.set(place, message.startsWith('Invalid input') ? 'enter it' : message);
  }
  const password = 'secrets.apiPassword';
  const known = stored !== null && !stored.secretsLost && stored.secretsSet.includes('apiPassword');
  if (kind === 'edge-orchestrator' && !known && (texts[password] ?? '') === '')
    errors.set(password, 'enter the password');
  if (parsed.success && stored !== null && !stored.secretsLost)
    for (const { field, message } of secretsToEnterAgain(parsed.data, stored)) errors.set(field, message);
  return parsed.success && errors.size === 0 ? { ok: true, request: parsed.data } : { ok: false, errors };
}

/** The error of a field; of a list that is typed in one field, the first of its entries. */
export function errorAt(errors: ReadonlyMap<string, string>, path: string): string | undefined {
  const exact = errors.get(path);
  if (exact !== undefined) return exact;
  for (const [place, message] of errors) if (place.startsWith(`${path}.`)) return message;
  return undefined;
}
