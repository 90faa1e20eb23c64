import { z } from 'zod';

/**
 * `nullable`, and `amount` of a number: empty means null. `entry`, `secret` and `number`: empty is left out. `list`: separated by commas or
 * spaces. `lines`: one per line. `flag`: on or off. Of a secret and a `script`, every character counts.
 */
export type Reading =
  | 'text'
  | 'nullable'
  | 'entry'
  | 'secret'
  | 'number'
  | 'amount'
  | 'list'
  | 'lines'
  | 'script'
  | 'flag';

/** An object as it is in JSON. */
export type Tree = Readonly<Record<string, unknown>>;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const valueAt = (tree: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), tree);

/** A copy with the value at the path; undefined takes what is there away. */
export function placed(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): Tree {
  const inner = tree[key];
  const next = rest.length === 0 ? value : placed(isTree(inner) ? inner : {}, rest, value);
  if (next !== undefined) return { ...tree, [key]: next };
  return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
}

/** Separated by commas or spaces. */
export const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** The value that a text means. */
export function read(text: string, reading: Reading): unknown {
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
    case 'amount':
      return trimmed === '' ? null : Number(trimmed);
    case 'list':
      return words(text);
    case 'lines':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'script':
      return text === '' ? null : text;
    case 'flag':
      return trimmed === '' ? undefined : trimmed === 'on';
  }
}

/** A value as it would be typed. */
export function written(value: unknown): string {
  const list = z.array(z.string()).safeParse(value);
  if (list.success) return list.data.join(', ');
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The error of a field; of a list that is typed in one field, the first of its entries. */
export function errorAt(errors: ReadonlyMap<string, string>, path: string): string | undefined {
  const exact = errors.get(path);
  if (exact !== undefined) return exact;
  for (const [place, message] of errors) if (place.startsWith(`${path}.`)) return message;
  return undefined;
}
