import { parse } from 'yaml';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { drill, type Drill } from '../../../lib/contract/drill.ts';
import type { RuleProblem } from '../../../lib/contract/rules.ts';
import { fileBytes, problemText } from '../rules/rule-files.ts';

interface Linted {
  readonly drill: Drill | null;
  readonly problems: readonly RuleProblem[];
}

/** A drill as YAML or JSON; `-` is the standard input. */
export function lintedDrill(file: string): Linted {
  let content: unknown;
  try {
    content = parse(fileBytes(file).toString(), { maxAliasCount: 0, schema: 'core' });
  } catch (error) {
    if (error instanceof ConsoleError) throw error;
    const [message = 'cannot be read'] = messageOf(error).split('\n');
    return { drill: null, problems: [{ field: '', message }] };
  }
  const parsed = drill.safeParse(content);
  if (parsed.success) return { drill: parsed.data, problems: [] };
  const problems = parsed.error.issues.map(({ path, message }) => ({
    field: path.map(String).join('.'),
    message,
  }));
  return { drill: null, problems };
}

/** Throws `invalid` for one with problems. */
export function drillIn(file: string): Drill {
  const { drill: found, problems } = lintedDrill(file);
  if (found !== null) return found;
  throw new ConsoleError('invalid', `${file} is not valid: ${problems.map(problemText).join('; ')}.`, {
    fix: `See: ven drill lint ${file}`,
  });
}
