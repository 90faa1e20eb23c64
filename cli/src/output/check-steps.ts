import type { Finding } from '../../../lib/contract/orchestrator-check.ts';
import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import { printable } from '../../../lib/domain/printable.ts';
import type { Output } from './output.ts';

const MARKS: Readonly<Record<Finding['state'], string>> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '-',
};

/** Some checks say what to add to the configuration of a server. */
type Told = Finding & { readonly snippets?: PreflightStep['snippets'] };

function stepText(title: string, told: Told, option: string): string {
  const { state, milliseconds, evidence, fix, snippets = [] } = told;
  const head = `${MARKS[state]} ${title.padEnd(33)} ${state === 'skipped' ? '' : `${milliseconds} ms`}`;
  const here = state === 'failed' && option !== '' ? `  ${option}` : '';
  const further = [evidence, fix === '' ? '' : `→ ${fix}`, here].filter((line) => line !== '');
  const configuration = snippets.flatMap(({ server, text }) => [`For ${server}:`, ...text.split('\n')]);
  return [head.trimEnd(), ...[...further, ...configuration].map((line) => `  ${printable(line)}`)].join('\n');
}

/** Prints each step as it ends; for one that failed, the option that corrects it. Resolves with all of them. */
export async function printedSteps<Id extends string, Step extends Told & { readonly id: Id }>(
  steps: AsyncIterable<Step>,
  titles: Readonly<Record<Id, string>>,
  output: Pick<Output, 'progress'>,
  options: Readonly<Partial<Record<string, string>>> = {},
): Promise<Step[]> {
  const all: Step[] = [];
  for await (const step of steps) {
    output.progress(stepText(titles[step.id], step, options[step.id] ?? ''));
    all.push(step);
  }
  return all;
}
