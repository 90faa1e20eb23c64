import { useMemo } from 'react';
import type { Rule, RuleFile } from '../../../lib/contract/rule-file.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { explain, type Explanation, type PortText } from '../../../lib/domain/rules/explain.ts';
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
export function filesWith(files: readonly ShownRuleFile[], draft: TrialDraft | null): RuleFile[] {
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

/** Rules for nodes that an orchestrator takes in, or for others. */
export function useBootKind(node: NodeDetail | undefined): BootKind {
  const { data = [] } = useOrchestrators();
  if (node?.orchestrator == null) return 'direct';
  const kind = data.find(({ name }) => name === node.orchestrator)?.kind;
  return kind === 'none' || kind === 'http-boot' ? 'direct' : 'onboarding';
}

interface TrialInput {
  readonly files: readonly ShownRuleFile[];
  readonly draft: TrialDraft | null;
  readonly tried: ReadonlySet<string>;
  readonly texts: readonly PortText[] | undefined;
  readonly port: number;
  readonly kind: BootKind;
}

/** What the rules find in the texts; null without texts. */
export function useTrial({ files, draft, tried, texts, port, kind }: TrialInput): Trial | null {
  return useMemo(
    () =>
      texts === undefined ? null : tryRules(texts, { files: filesWith(files, draft), tried, kind, port }),
    [files, draft, tried, texts, port, kind],
  );
}

/** What the texts mean with the rules as they are saved; null without texts. */
export function useSavedExplanation({
  files,
  texts,
  kind,
}: Pick<TrialInput, 'files' | 'texts' | 'kind'>): Explanation | null {
  return useMemo(
    () =>
      texts === undefined
        ? null
        : explain(texts, { rules: new RuleSet(rulesOf(filesWith(files, null), kind)), kind }),
    [files, texts, kind],
  );
}
