import {
  templateRequest,
  type Template,
  type TemplateDefinition,
  type TemplateRequest,
} from '../../../lib/contract/template.ts';
import {
  DETAILS_FIELDS,
  detailsPart,
  type DetailsDraft,
  detailsTexts,
} from '../../nodes/create/list-draft.ts';
import { type NetworkDraft, networkPart, networkTexts } from '../../nodes/create/network-draft.ts';
import { mistakesOf, type ReadDraft, toEnter } from '../../forms/read-draft.ts';
import type { TextDraft } from '../../forms/use-draft-form.ts';
import { isTree, placed, read, type Reading, type Tree, valueAt, written } from '../../forms/typed-values.ts';

/** What is typed in the editor; text until it is read. */
export interface TemplateDraft extends TextDraft {
  /** What it began with: of that, what the editor has no fields for stays as it is. */
  readonly rest: Tree;
  /** The version that is edited. It belongs to the draft, which may be older than the latest version. */
  readonly base: Template | null;
}

/** How the text of each field becomes a value. */
const READINGS: Readonly<Record<string, Reading>> = {
  name: 'text',
  title: 'text',
  description: 'text',
  for: 'list',
  osProfile: 'nullable',
  flow: 'text',
  vcpus: 'number',
  memoryMiB: 'number',
  diskGiB: 'number',
  hostLabels: 'list',
  'machine.diskBus': 'text',
  'machine.tpm': 'text',
  'machine.acceleration': 'text',
  'machine.secureBoot': 'flag',
  'machine.manufacturer': 'nullable',
  'machine.product': 'nullable',
  'machine.family': 'nullable',
  'recovery.rebootAtIpxe': 'flag',
  'recovery.resetAtShell': 'flag',
  'recovery.retries': 'number',
  checkpointAt: 'nullable',
  stopAfter: 'amount',
};

/** A rule has the fields of its kind only. */
const READY_FIELDS: Readonly<Record<string, Readonly<Record<string, Reading>>>> = {
  'login-prompt': { seconds: 'number' },
  text: { text: 'text', port: 'number', seconds: 'number' },
  'tcp-port': { port: 'number', seconds: 'number' },
  stage: { stage: 'text', seconds: 'number' },
};

function readyOf(texts: TemplateDraft['texts']): Tree | null {
  const kind = texts['ready.kind'] ?? '';
  const fields = READY_FIELDS[kind];
  if (fields === undefined) return null;
  let rule: Tree = { kind };
  for (const [field, reading] of Object.entries(fields))
    rule = placed(rule, [field], read(texts[`ready.${field}`] ?? '', reading));
  return rule;
}

const READY_TEXTS = ['kind', 'text', 'port', 'stage', 'seconds'].map((field) => `ready.${field}`);

/** A boot source has the fields of its kind only; what was there of the same kind stays. */
const BOOT_SOURCE_FIELDS: Readonly<Record<string, Readonly<Record<string, Reading>>>> = {
  'ipxe-disk': { image: 'nullable' },
  medium: { image: 'nullable', attachment: 'entry', first: 'entry' },
  'cloud-image': { image: 'nullable' },
};
const SEED_FIELDS: Readonly<Record<string, Reading>> = {
  'seed.user': 'entry',
  'seed.sshKeys': 'lines',
  'seed.packages': 'list',
  'seed.script': 'script',
  'seed.proxy': 'nullable',
  'seed.proxyExcept': 'list',
};

function bootSourceOf({ texts, rest }: TemplateDraft): Tree {
  const typed = (field: string): string => texts[`bootSource.${field}`] ?? '';
  const before = rest.bootSource;
  const kind = typed('kind');
  let source: Tree = isTree(before) && before.kind === kind ? before : { kind };
  const place = ([field, reading]: [string, Reading]): void => {
    source = placed(source, field.split('.'), read(typed(field), reading));
  };
  Object.entries(BOOT_SOURCE_FIELDS[kind] ?? {}).forEach(place);
  // Without any of them, cloud-init finds nothing to read.
  const hasSeed = kind === 'cloud-image' && Object.keys(SEED_FIELDS).some((field) => typed(field) !== '');
  if (hasSeed) Object.entries(SEED_FIELDS).forEach(place);
  else if (kind === 'cloud-image') source = placed(source, ['seed'], null);
  return source;
}

const BOOT_SOURCE_TEXTS = ['kind', 'image', 'attachment', 'first', ...Object.keys(SEED_FIELDS)].map(
  (field) => `bootSource.${field}`,
);

/** Of the fields that a create has as well; in the texts, details have their place before their names. */
export const detailsDraft = (texts: TemplateDraft['texts']): DetailsDraft => {
  const typed = (field: keyof DetailsDraft): string => texts[`details.${field}`] ?? '';
  return {
    site: typed('site'),
    metadata: typed('metadata'),
    localAccount: typed('localAccount'),
    customConfigs: typed('customConfigs'),
    userLvm: typed('userLvm'),
  };
};
export const networkDraft = ({
  network = '',
  subnet = '',
  pool = '',
}: TemplateDraft['texts']): NetworkDraft => ({
  ...{ network, subnet, pool },
});

const sharedTexts = ({ details, network, pool }: TemplateDefinition): Record<string, string> => {
  const typed = detailsTexts(details);
  const ofDetails = DETAILS_FIELDS.map((field) => [`details.${field}`, typed[field]] as const);
  return { ...Object.fromEntries(ofDetails), ...networkTexts({ network, pool }) };
};

function typedAt(definition: TemplateDefinition, path: string): string {
  const value = valueAt(definition, path);
  return path.endsWith('.sshKeys') && Array.isArray(value) ? value.join('\n') : written(value);
}

/** A template, as it would be typed. */
export function templateDraft(definition: TemplateDefinition, base: Template | null = null): TemplateDraft {
  const texts = [...Object.keys(READINGS), ...READY_TEXTS, ...BOOT_SOURCE_TEXTS].map(
    (path) => [path, typedAt(definition, path)] as const,
  );
  const all = { ...Object.fromEntries(texts), ...sharedTexts(definition) };
  return { texts: all, rest: { ...definition }, base };
}

/** The template that a draft means, or what is wrong with which field. */
export function readTemplate({ texts, rest }: TemplateDraft): ReadDraft<TemplateRequest> {
  let request = rest;
  for (const [path, reading] of Object.entries(READINGS))
    request = placed(request, path.split('.'), read(texts[path] ?? '', reading));
  request = placed(request, ['ready'], readyOf(texts));
  request = placed(request, ['bootSource'], bootSourceOf({ texts, rest, base: null }));
  const wrongDetails = new Map<string, string>();
  const details = detailsPart(detailsDraft(texts), wrongDetails).details ?? {};
  const parsed = templateRequest.safeParse({ ...request, details, ...networkPart(networkDraft(texts)) });
  if (parsed.success && wrongDetails.size === 0) return { ok: true, request: parsed.data };
  return { ok: false, errors: new Map([...mistakesOf(parsed.error, toEnter), ...wrongDetails]) };
}
