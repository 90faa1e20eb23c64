import type { Template, TemplateDefinition } from '../contract/template.ts';

/** What a version says, without what is known about the version. */
export function definitionOf(template: Template): TemplateDefinition {
  const { version: _version, shipped: _shipped, createdAt: _at, createdBy: _by, ...definition } = template;
  return definition;
}

export interface TemplateChange {
  /** `machine.diskBus` */
  readonly field: string;
  /** Null where one of the two does not have the field. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Every value by its path; lists are values. */
function valuesOf(value: unknown, path: string, found: Map<string, string>): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  for (const [key, inner] of Object.entries(value))
    valuesOf(inner, path === '' ? key : `${path}.${key}`, found);
  return found;
}

/** What differs between two versions, field by field. */
export function templateChanges(before: TemplateDefinition, after: TemplateDefinition): TemplateChange[] {
  const [old, next] = [valuesOf(before, '', new Map()), valuesOf(after, '', new Map())];
  const fields = [...new Set([...old.keys(), ...next.keys()])];
  return (
    fields
      .filter((field) => old.get(field) !== next.get(field))
      // Of a value that becomes an object, or was one, its fields say it all.
      .filter((field) => fields.every((other) => !other.startsWith(`${field}.`)))
      .map((field) => ({ field, before: old.get(field) ?? null, after: next.get(field) ?? null }))
  );
}
