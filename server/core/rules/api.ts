import type {
  ExplainRequest,
  Explanation,
  RuleFileDetail,
  RuleFileEntry,
  RuleFileSave,
  RuleProblem,
  RuleTestResult,
} from '../../../lib/contract/rules.ts';
import type { Actor } from '../access/actor.ts';

/** The rules by which serial output is read. Own files come before those that came with the console. */
export interface RulesSection {
  list(): Promise<RuleFileEntry[]>;
  get(name: string): Promise<RuleFileDetail>;
  /** Throws `conflict` when `basedOn` is not what is there, and `invalid` for a file with problems. */
  save(name: string, request: RuleFileSave, actor: Actor): Promise<RuleFileDetail>;
  remove(name: string, actor: Actor): Promise<void>;
  lint(source: string): Promise<readonly RuleProblem[]>;
  /** The samples of a draft, or of all files. */
  test(source?: string): Promise<RuleTestResult[]>;
  explain(request: ExplainRequest): Promise<Explanation>;
}
