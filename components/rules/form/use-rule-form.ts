import { useDeferredValue, useMemo } from 'react';
import type { Rule } from '../../../lib/contract/rule-file.ts';
import { type RuleSave, type ShownRuleFile, useSaveRule } from '../../data/rules.ts';
import { KeptDrafts } from '../../forms/kept-draft.ts';
import { type DraftForm, type FormElement, useDraftForm } from '../../forms/use-draft-form.ts';
import { rulePath, RULES_PATH } from '../../ui/paths.ts';
import type { TrialDraft } from '../trial/use-trial.ts';
import { readRule, type RuleDraft, ruleDraft, triedRule } from './draft.ts';

const drafts = new KeptDrafts<RuleDraft>();

export interface RuleFormOptions {
  readonly files: readonly ShownRuleFile[];
  /** The rule that is edited; null: a new one. */
  readonly edited: { readonly file: string; readonly id: string } | null;
  /** What the fields begin with. */
  readonly begin: Partial<Rule>;
  /** Drafts of different origins do not mix. */
  readonly draftKey: string;
}

export interface RuleForm extends DraftForm<RuleDraft, RuleSave> {
  /** What can be tried now; null: neither the text nor the pattern is complete. */
  readonly tried: (TrialDraft & { readonly isMeaningless: boolean }) | null;
}

/** The name that a first own file is offered. */
const FIRST_FILE = 'own';

/** What is typed about a rule, and what of it can be tried. */
export function useRuleForm({ files, edited, begin, draftKey }: RuleFormOptions): RuleForm & FormElement {
  const own = files.filter(({ shipped, content }) => !shipped && content !== null);
  const form = useDraftForm({
    drafts,
    draftKey,
    begin: (): RuleDraft => {
      const draft = ruleDraft(begin, edited?.file ?? own[0]?.name ?? '');
      return own.length > 0 ? draft : { ...draft, texts: { ...draft.texts, name: FIRST_FILE } };
    },
    read: (draft) => readRule(draft, { files, edited: edited?.id ?? null }),
    save: useSaveRule(),
    saved: ({ file, id }) => ({
      message: `${id} was saved; boots that begin from now on use it`,
      path: rulePath(file, id),
    }),
    cancelPath: edited === null ? RULES_PATH : rulePath(edited.file, edited.id),
  });
  const draft = useDeferredValue(form.draft);
  const tried = useMemo(() => {
    const found = triedRule(draft);
    const { file = '', name = '' } = draft.texts;
    // Without a name it would come first, as most names do not.
    return found && { ...found, name: file || name.trim() || FIRST_FILE, id: edited?.id ?? null };
  }, [draft, edited?.id]);
  return { ...form, tried };
}
