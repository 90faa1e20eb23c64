import { parse } from 'yaml';
import { messageOf } from '../../../lib/contract/error.ts';
import type { RuleFile } from '../../../lib/contract/rule-file.ts';
import { lint, type Linted } from '../../../lib/domain/rules/lint.ts';

/** Reads a rule file from YAML, or from JSON, which is YAML too. */
export function lintSource(source: string, others: readonly RuleFile[]): Linted {
  let content: unknown;
  try {
    content = parse(source, { maxAliasCount: 0, schema: 'core' });
  } catch (error) {
    const [message = 'cannot be read'] = messageOf(error).split('\n');
    return { file: null, problems: [{ field: '', message }] };
  }
  return lint(content, others);
}
