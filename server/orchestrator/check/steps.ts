import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { Finding } from '../../../lib/contract/orchestrator-check.ts';
import type { Finding as FindingCode } from '../../../lib/domain/diagnosis/findings.ts';

/** What one step found. */
export type Outcome = Pick<Finding, 'state' | 'evidence' | 'fix' | 'finding'> &
  Partial<Pick<Finding, 'certificates' | 'authority'>>;

export const ok = (evidence: string): Outcome => ({ state: 'ok', evidence, fix: '', finding: null });
/** `finding`: what keeps a node from booting, if anything does; null for what somebody should only know. */
export const warning = (evidence: string, fix: string, finding: FindingCode | null = null): Outcome => ({
  ...{ state: 'warning', evidence, fix, finding },
});
/** `finding`: null where no cause of a failed boot has this name. */
export const failed = (evidence: string, fix: string, finding: FindingCode | null): Outcome => ({
  ...{ state: 'failed', evidence, fix, finding },
});
/** `why`: continues "Not checked:". */
export const skipped = (why: string): Outcome => ({
  state: 'skipped',
  evidence: `Not checked: ${why}.`,
  fix: '',
  finding: null,
});

export interface Step<Id extends string, Context> {
  readonly id: Id;
  run(context: Context): Outcome | Promise<Outcome>;
  /** Steps that must have passed. */
  readonly after?: readonly Id[];
  /** Steps that must not have failed; they may not apply. */
  readonly unlessFailed?: readonly Id[];
  /** Why it cannot be checked; null if it can. */
  missing?(context: Context): string | null;
  /** What an error amounts to; if left out, to nothing that has a name. */
  amounts?(error: ConsoleError): FindingCode | null;
}

/**
 * Runs steps one after the other, each with the time it took. A step that depends on one that failed is skipped. Ends
 * early when `signal` aborts.
 */
export async function* runSteps<Id extends string, Context>(
  steps: readonly Step<Id, Context>[],
  context: Context,
  { titles, signal }: { readonly titles: Readonly<Record<Id, string>>; readonly signal: AbortSignal },
): AsyncGenerator<Finding & { readonly id: Id }, void> {
  const passed = new Set<Id>();
  const broken = new Set<Id>();
  const isOver = () => signal.aborted;
  for (const step of steps) {
    if (isOver()) return;
    const begun = performance.now();
    const first =
      step.after?.find((id) => !passed.has(id)) ?? step.unlessFailed?.find((id) => broken.has(id));
    // Its own reason says more than that another step comes first.
    const missing =
      step.missing?.(context) ?? (first === undefined ? null : `“${titles[first]}” comes first`);
    const outcome = missing === null ? await outcomeOf(step, context) : skipped(missing);
    if (isOver()) return;
    if (outcome.state === 'ok' || outcome.state === 'warning') passed.add(step.id);
    if (outcome.state === 'failed') broken.add(step.id);
    yield {
      ...{ id: step.id, certificates: [], authority: null },
      ...outcome,
      milliseconds: Math.round(performance.now() - begun),
    };
  }
}

async function outcomeOf<Context>(step: Step<string, Context>, context: Context): Promise<Outcome> {
  try {
    return await step.run(context);
  } catch (error) {
    return error instanceof ConsoleError
      ? failed(error.message, error.fix, step.amounts?.(error) ?? null)
      : failed(
          `The check itself failed: ${messageOf(error)}.`,
          'Try again; if it stays so, report it.',
          null,
        );
  }
}
