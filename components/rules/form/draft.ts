import { type Rule, rule as ruleSchema, ruleName } from '../../../lib/contract/rule-file.ts';
import type { RuleSave, ShownRuleFile } from '../../data/rules.ts';
import { placed, read, type Reading, type Tree, valueAt, written } from '../../forms/typed-values.ts';
import type { ReadDraft } from '../../forms/read-draft.ts';
import type { TextDraft } from '../../forms/use-draft-form.ts';

/** What is typed in the editor; text until it is read. */
export interface RuleDraft extends TextDraft {
  /** What it began with: of that, what the editor has no fields for stays as it is. */
  readonly rest: Tree;
}

/** What a match means, as far as the editor tells them apart, with the fields that say so. */
const MEANINGS = {
  failure: ['failure'],
  stage: ['stage', 'progress'],
  prompt: ['prompt'],
  recovers: ['recovers'],
  harmless: ['isHarmless'],
  marks: [],
} as const satisfies Readonly<Record<string, readonly (keyof Rule)[]>>;

type Meaning = keyof typeof MEANINGS;

const isMeaning = (text: string): text is Meaning => text in MEANINGS;

/** How the text of each field becomes a value. Every character of a pattern counts. */
const READINGS: Readonly<Record<string, Reading>> = {
  id: 'text',
  note: 'entry',
  when: 'text',
  text: 'secret',
  shape: 'secret',
  unlike: 'secret',
  anyCase: 'flag',
  port: 'number',
  for: 'entry',
  osProfiles: 'list',
  releases: 'list',
  from: 'entry',
  until: 'entry',
  needs: 'entry',
  unless: 'entry',
  sets: 'list',
  clears: 'list',
  isAlsoForUsers: 'flag',
};

const OF_MEANING: Readonly<Record<Meaning, Readonly<Record<string, Reading>>>> = {
  failure: {
    'failure.class': 'text',
    'failure.cause': 'text',
    'failure.fix': 'text',
    'failure.severity': 'text',
    'failure.grace': 'number',
    'failure.rank': 'text',
    'failure.action': 'entry',
    'failure.stopsAt': 'entry',
  },
  stage: { stage: 'text', 'progress.total': 'number', 'progress.text': 'entry' },
  prompt: { prompt: 'text' },
  recovers: { recovers: 'text' },
  harmless: {},
  marks: {},
};

const PATHS = [READINGS, ...Object.values(OF_MEANING)].flatMap((fields) => Object.keys(fields));

/** The last one that a rule has: a stage may come with a prompt. */
function meaningOf(rule: Partial<Rule>): Meaning {
  const fields = Object.entries(MEANINGS).find(
    ([, [field]]) => field !== undefined && rule[field] !== undefined,
  );
  const found = fields?.[0] ?? 'marks';
  return isMeaning(found) ? found : 'marks';
}

/** What a new rule begins with. */
export const NEW_RULE: Partial<Rule> = {
  when: 'contains',
  failure: { class: 'os', cause: '', fix: '', severity: 'final', rank: 'cause' },
};

/** A rule, as it would be typed. `file`: the name of the file that it is in, or is going to be. */
export function ruleDraft(rule: Partial<Rule>, file: string): RuleDraft {
  const texts = PATHS.map((path) => [path, written(valueAt(rule, path))] as const);
  return {
    texts: { ...Object.fromEntries(texts), file, name: '', means: meaningOf(rule) },
    rest: { ...rule },
  };
}

/** Without the fields of other meanings. */
function restOf({ rest, texts }: RuleDraft): Tree {
  const { means = '' } = texts;
  if (means === meaningOf(rest)) return rest;
  const others: readonly string[] = Object.values(MEANINGS).flat();
  return Object.fromEntries(Object.entries(rest).filter(([field]) => !others.includes(field)));
}

function ruleTree(draft: RuleDraft): Tree {
  const { texts } = draft;
  const means = isMeaning(texts.means ?? '') ? texts.means : 'marks';
  let tree = restOf(draft);
  const place = ([path, reading]: [string, Reading]): void => {
    const value = read(texts[path] ?? '', reading);
    // What is off, or an empty list, is left out.
    const isNothing = value === false || (Array.isArray(value) && value.length === 0);
    tree = placed(tree, path.split('.'), isNothing ? undefined : value);
  };
  Object.entries(READINGS).forEach(place);
  for (const [meaning, fields] of Object.entries(OF_MEANING))
    if (meaning === means) Object.entries(fields).forEach(place);
  if (means === 'harmless') tree = placed(tree, ['isHarmless'], true);
  const { progress } = tree;
  return typeof progress === 'object' && progress !== null && Object.keys(progress).length === 0
    ? placed(tree, ['progress'], undefined)
    : tree;
}

interface ReadOptions {
  readonly files: readonly ShownRuleFile[];
  /** Of the rule that is edited; null for a new one. */
  readonly edited: string | null;
}

/** The rule that a draft means and its file, or what is wrong with which field. */
export function readRule(draft: RuleDraft, { files, edited }: ReadOptions): ReadDraft<RuleSave> {
  const { file: chosen = '', name: typed = '' } = draft.texts;
  const errors = new Map<string, string>();
  const file = files.find((one) => one.name === chosen && !one.shipped) ?? null;
  const name = file?.name ?? typed.trim();
  if (file === null) nameErrors(name, files, errors);
  const parsed = ruleSchema.safeParse(ruleTree(draft));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const place = path.join('.');
    // Of the cause, which is where "$1" is.
    const field = place === 'failure' ? 'failure.cause' : place;
    if (!errors.has(field)) errors.set(field, message.startsWith('Invalid input') ? 'enter it' : message);
  }
  const id = parsed.data?.id;
  const isTaken = id !== edited && files.some(({ content }) => content?.rules.some((one) => one.id === id));
  if (isTaken) errors.set('id', 'another rule has this id');
  if (!parsed.success || errors.size > 0) return { ok: false, errors };
  return { ok: true, request: { name, file, id: edited, rule: parsed.data } };
}

function nameErrors(name: string, files: readonly ShownRuleFile[], errors: Map<string, string>): void {
  const wrong = ruleName.safeParse(name).error?.issues[0]?.message;
  if (wrong !== undefined) errors.set('name', wrong);
  else if (files.some((one) => one.name === name)) errors.set('name', 'there is a file of this name');
}

/** The fields that say which lines match. */
const OF_LINES = [
  ...['when', 'text', 'shape', 'unlike', 'anyCase', 'port', 'for', 'from', 'until', 'needs'],
  ...['osProfiles', 'releases'],
];

/** What can be tried of a draft: all of it, or, as long as it does not say what it means, which lines it finds. */
export function triedRule(draft: RuleDraft): { readonly rule: Rule; readonly isMeaningless: boolean } | null {
  // A rule that is switched off can be tried as well.
  const tree = placed(ruleTree(draft), ['isOff'], undefined);
  const id = ruleName.safeParse(tree.id).data ?? 'draft';
  const whole = ruleSchema.safeParse({ ...tree, id });
  if (whole.success) return { rule: whole.data, isMeaningless: false };
  const lines = Object.fromEntries(OF_LINES.map((field) => [field, tree[field]]));
  const part = ruleSchema.safeParse({ ...lines, id, isHarmless: true });
  return part.success ? { rule: part.data, isMeaningless: true } : null;
}
