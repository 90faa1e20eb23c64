import { useMemo } from 'react';
import type { Rule, RuleFile } from '../../../lib/contract/rule-file.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { explain, type Explanation, type PortText } from '../../../lib/domain/rules/explain.ts';
import type { BootSubject } from '../../../lib/domain/recogniser/boot-subject.ts';
import { type BootKind, rulesOf } from '../../../lib/domain/recogniser/rule.ts';
import { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import { type Trial, tryRules } from '../../../lib/domain/rules/trial.ts';
import { useOrchestrators } from '../../data/hooks.ts';
import type { ShownRuleFile } from '../../data/rules.ts';

/** A rule as it would be saved. */
export interface TrialDraft {
  /** Of the file that it would be in. */
  readonly name: string;
  /** The rule in whose place it would be; null: at the end. */
  readonly id: string | null;
  readonly rule: Rule;
}

/** All files in the order in which they are tried, with the draft in its place. */
function filesWith(files: readonly ShownRuleFile[], draft: TrialDraft | null): RuleFile[] {
  const own = new Map(
    files.flatMap(({ name, shipped, content }) =>
      shipped || content === null ? [] : [[name, content] as const],
    ),
  );
  if (draft !== null) {
    const { name, id, rule } = draft;
    const file: RuleFile = own.get(name) ?? { format: 1, title: name, rules: [], samples: [] };
    const isThere = file.rules.some((one) => one.id === id);
    const rules = isThere ? file.rules.map((one) => (one.id === id ? rule : one)) : [...file.rules, rule];
    own.set(name, { ...file, rules });
  }
  const inOrder = [...own].sort(([one], [other]) => one.localeCompare(other)).map(([, file]) => file);
  return [...inOrder, ...files.flatMap(({ shipped, content }) => (shipped ? (content ?? []) : []))];
}

/** Whose rules a node's boots are read by, and what rules for some nodes only are chosen by. */
export function useSubject(node: NodeDetail | undefined): {
  readonly kind: BootKind;
  readonly subject: BootSubject;
} {
  const { data = [] } = useOrchestrators();
  const orchestrator = data.find(({ name }) => name === node?.orchestrator);
  const osProfile = node?.settings.osProfile ?? null;
  const release = orchestrator?.release ?? null;
  const subject = useMemo(() => ({ osProfile, release }), [osProfile, release]);
  const isDirect =
    node?.orchestrator == null || orchestrator?.kind === 'none' || orchestrator?.kind === 'http-boot';
  return { kind: isDirect ? 'direct' : 'onboarding', subject };
}

interface TrialInput {
  readonly files: readonly ShownRuleFile[];
  readonly draft: TrialDraft | null;
  readonly tried: ReadonlySet<string>;
  readonly texts: readonly PortText[] | undefined;
  readonly port: number;
  readonly kind: BootKind;
  readonly subject: BootSubject;
}

/** What the rules find in the texts; null without texts. */
export function useTrial({ files, draft, tried, texts, port, kind, subject }: TrialInput): Trial | null {
  return useMemo(
    () =>
      texts === undefined
        ? null
        : tryRules(texts, { files: filesWith(files, draft), tried, kind, subject, port }),
    [files, draft, tried, texts, port, kind, subject],
  );
}

/** What the texts mean with the rules as they are saved; null without texts. */
export function useSavedExplanation({
  files,
  texts,
  kind,
  subject,
}: Pick<TrialInput, 'files' | 'texts' | 'kind' | 'subject'>): Explanation | null {
  return useMemo(
    () =>
      texts === undefined
        ? null
        : explain(texts, { rules: new RuleSet(rulesOf(filesWith(files, null), kind, subject)), kind }),
    [files, texts, kind, subject],
  );
}
