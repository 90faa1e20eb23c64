import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { RuleFile } from '../../../lib/contract/rule-file.ts';
import type { RuleProblem } from '../../../lib/contract/rules.ts';
import { lint, type Linted } from '../../../lib/domain/rules/lint.ts';
import { shippedRules } from '../../../lib/rules/shipped.ts';

/** `-` is the standard input. */
export function fileBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    throw new ConsoleError('not-found', `${file} cannot be read: ${messageOf(cause)}`, {
      fix: 'Name a file that you can read, or - for the standard input.',
      cause,
    });
  }
}

/** A rule file as YAML or JSON, checked beside those that came with the console. */
export function linted(file: string): Linted {
  const source = fileBytes(file).toString();
  let content: unknown;
  try {
    content = parse(source, { maxAliasCount: 0, schema: 'core' });
  } catch (error) {
    const [message = 'cannot be read'] = messageOf(error).split('\n');
    return { file: null, problems: [{ field: '', message }] };
  }
  return lint(content, [...shippedRules().values()]);
}

/** Own files, which come first. Throws `invalid` for one with problems. */
export function ownRules(files: readonly string[]): RuleFile[] {
  return files.map((name) => {
    const { file, problems } = linted(name);
    if (file !== null && problems.length === 0) return file;
    throw new ConsoleError('invalid', `${name} is not valid: ${problems.map(problemText).join('; ')}.`, {
      fix: `See: ven rules lint ${name}`,
    });
  });
}

export const problemText = ({ field, message }: RuleProblem): string =>
  field === '' ? message : `${field}: ${message}`;
