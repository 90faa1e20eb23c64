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
import { mistakesOf, type ReadDraft, toEnter } from '../../forms/read-draft.ts';
import type { TextDraft } from '../../forms/use-draft-form.ts';
import { placed, read, type Reading, type Tree, valueAt, words, written } from '../../forms/typed-values.ts';

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
export interface OrchestratorDraft extends TextDraft {
  readonly kind: AddableKind;
  readonly hosts: readonly HostRow[];
}

export const TIMED_STAGES = STAGES.filter((stage) => stage !== 'ready');
export const timeoutPath = (stage: string): string => `settings.timeouts.${stage}`;
export const servicePath = (name: string): string => `settings.services.${name}`;

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
        'settings.secureBootCertificate',
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
    ...each(['settings.bootScriptUrl', 'settings.authority', 'settings.secureBootCertificate'], 'nullable'),
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

/** The request that a draft means, or what is wrong with which field. */
export function readDraft(
  draft: OrchestratorDraft,
  stored: OrchestratorDefinition | null,
): ReadDraft<OrchestratorRequest> {
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
  const errors = mistakesOf(parsed.error, toEnter);
  const password = 'secrets.apiPassword';
  const known = stored !== null && !stored.secretsLost && stored.secretsSet.includes('apiPassword');
  if (kind === 'edge-orchestrator' && !known && (texts[password] ?? '') === '')
    errors.set(password, 'enter the password');
  if (parsed.success && stored !== null && !stored.secretsLost)
    for (const { field, message } of secretsToEnterAgain(parsed.data, stored)) errors.set(field, message);
  return parsed.success && errors.size === 0 ? { ok: true, request: parsed.data } : { ok: false, errors };
}

const PEM_LINE = /.{1,64}/g;
/** An ASN.1 sequence, with which every certificate in DER begins. */
const DER_SEQUENCE = 0x30;

/** The content of a certificate's file as PEM; DER is converted. */
export function certificateText(file: Uint8Array): string {
  if (file[0] !== DER_SEQUENCE) return new TextDecoder().decode(file);
  const base64 = btoa(Array.from(file, (byte) => String.fromCharCode(byte)).join(''));
  return [
    '-----BEGIN CERTIFICATE-----',
    ...(base64.match(PEM_LINE) ?? []),
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
}
