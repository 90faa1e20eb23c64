import {
  templateRequest,
  type Template,
  type TemplateDefinition,
  type TemplateRequest,
} from '../../../lib/contract/template.ts';
import { placed, read, type Reading, type Tree, valueAt, written } from '../../forms/typed-values.ts';

/** What is typed in the editor, by the path of the field; text until it is read. */
export interface TemplateDraft {
  readonly texts: Readonly<Record<string, string>>;
  /** What the editor has no fields for: it stays as it is. */
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
  'machine.diskBus': 'text',
  'machine.tpm': 'text',
  'machine.acceleration': 'text',
  'machine.secureBoot': 'flag',
  'machine.manufacturer': 'nullable',
  'machine.product': 'nullable',
  'machine.family': 'nullable',
};

/** A template, as it would be typed. */
export function templateDraft(definition: TemplateDefinition, base: Template | null = null): TemplateDraft {
  const texts = Object.keys(READINGS).map((path) => [path, written(valueAt(definition, path))] as const);
  return { texts: Object.fromEntries(texts), rest: { ...definition }, base };
}

type ReadTemplate =
  | { readonly ok: true; readonly request: TemplateRequest }
  | { readonly ok: false; readonly errors: ReadonlyMap<string, string> };

/** The template that a draft means, or what is wrong with which field. */
export function readTemplate({ texts, rest }: TemplateDraft): ReadTemplate {
  let request = rest;
  for (const [path, reading] of Object.entries(READINGS))
    request = placed(request, path.split('.'), read(texts[path] ?? '', reading));
  const parsed = templateRequest.safeParse(request);
  if (parsed.success) return { ok: true, request: parsed.data };
  const errors = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const place = path.map(String).join('.');
    if (!errors.has(place)) errors.set(place, message.startsWith('Invalid input') ? 'enter it' : message);
  }
  return { ok: false, errors };
}
