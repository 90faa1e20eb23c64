import { type Document, isMap, isSeq, parseDocument, stringify, type YAMLMap } from 'yaml';
import type { Rule } from '../../lib/contract/rule-file.ts';

/** Of a new file. */
const TITLE = 'Own rules';

/**
 * The file with the rule in the place of the one that has the id, or at the end. What else is in it, comments too,
 * stays as it is; samples follow a new id.
 */
export function withRule(source: string | null, id: string | null, rule: Rule): string {
  if (source === null) return stringify({ format: 1, title: TITLE, rules: [rule] }, { lineWidth: 0 });
  const document = parseDocument(source, OPTIONS);
  const at = id === null ? -1 : entriesOf(document, 'rules', 'id', id)[0];
  if (at === undefined || at < 0) document.addIn(['rules'], document.createNode(rule));
  else document.setIn(['rules', at], document.createNode(rule));
  if (id !== null && id !== rule.id)
    for (const sample of entriesOf(document, 'samples', 'failure', id))
      document.setIn(['samples', sample, 'failure'], rule.id);
  return text(document, source);
}

/** The file without the rule and its samples; null: no rule is left. */
export function withoutRule(source: string, id: string): string | null {
  const document = parseDocument(source, OPTIONS);
  for (const [list, field] of [
    ['samples', 'failure'],
    ['rules', 'id'],
  ] as const)
    for (const at of entriesOf(document, list, field, id).reverse()) document.deleteIn([list, at]);
  const rules = document.get('rules');
  return isSeq(rules) && rules.items.length > 0 ? text(document, source) : null;
}

/** The file with the rule switched on or off. */
export function switchedRule(source: string, id: string, isOn: boolean): string {
  const document = parseDocument(source, OPTIONS);
  for (const at of entriesOf(document, 'rules', 'id', id)) {
    if (isOn) document.deleteIn(['rules', at, 'isOff']);
    else document.setIn(['rules', at, 'isOff'], true);
  }
  return text(document, source);
}

const OPTIONS = { schema: 'core' } as const;

/** Places in a list of those whose field has the value. */
function entriesOf(document: Document, list: string, field: string, value: string): number[] {
  const found = document.get(list);
  if (!isSeq(found)) return [];
  const has = (item: unknown): item is YAMLMap => isMap(item) && item.get(field) === value;
  return found.items.flatMap((item, at) => (has(item) ? [at] : []));
}

/** As JSON, if it was that. */
function text(document: Document, before: string): string {
  if (isJson(before)) return `${JSON.stringify(document.toJS(), null, 2)}\n`;
  return document.toString({ lineWidth: 0 });
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

/** The ids of a file's rules, in order. */
export function idsIn(source: string): string[] {
  const rules = parseDocument(source, OPTIONS).get('rules');
  return isSeq(rules) ? rules.items.map((item) => (isMap(item) ? String(item.get('id')) : '')) : [];
}
