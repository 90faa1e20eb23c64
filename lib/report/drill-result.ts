import type { Diagnosis } from '../contract/diagnosis.ts';
import type { Drill } from '../contract/drill.ts';
import type { Node } from '../contract/node.ts';
import { printable } from '../domain/printable.ts';
import { isEnding } from '../domain/stages.ts';
import { type JunitCase, junitSuite } from './junit.ts';

/** How a drill went. */
export interface DrillResult {
  readonly name: string;
  readonly ok: boolean;
  /** Of the node that it made, and deleted again. */
  readonly node: string | null;
  readonly seconds: number;
  readonly end: Node['stage'] | null;
  /** In which it failed, or was given up. */
  readonly stage: Node['stage'] | null;
  readonly cause: Diagnosis['cause'] | null;
  /** The verdict in words. */
  readonly verdict: string | null;
  /** What is not as expected, as sentences. */
  readonly problems: readonly string[];
  /** What it could not do; then nothing is known of the rest. */
  readonly error: string | null;
}

type Ended = Pick<Node, 'stage' | 'failure'>;

/** What of the end is not as the drill expects it. */
export function drillProblems(
  { expect, limit }: Pick<Drill, 'expect' | 'limit'>,
  { stage, failure }: Ended,
  verdict: Pick<Diagnosis, 'cause'> | null,
): string[] {
  if (stage !== 'ready' && !isEnding(stage))
    return [`It was still at ${stage} after ${limit} s; expected: ${expect.end}.`];
  const failedAt = failure?.stage ?? null;
  return [
    ...(stage === expect.end ? [] : [`It ended ${stage}; expected: ${expect.end}.`]),
    ...(expect.stage === undefined || expect.stage === failedAt
      ? []
      : [`It ended in ${failedAt ?? 'no stage'}; expected: ${expect.stage}.`]),
    ...(expect.cause === undefined || expect.cause === verdict?.cause
      ? []
      : [`The verdict is ${verdict?.cause ?? 'none'}; expected: ${expect.cause}.`]),
  ];
}

/** A line for each, and what is wrong below it. */
export function drillText(results: readonly DrillResult[]): string {
  const lines = results.flatMap(({ ok, name, seconds, verdict, problems, error }) => [
    `${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`,
    ...(verdict === null ? [] : [`       ${verdict}`]),
    ...[...problems, ...(error === null ? [] : [error])].map((problem) => `       ! ${problem}`),
  ]);
  const failed = results.filter(({ ok }) => !ok).length;
  return `${[...lines, `${results.length - failed} passed, ${failed} failed`].map(printable).join('\n')}\n`;
}

/** For CI systems: one test case per drill. */
export function drillJunit(results: readonly DrillResult[]): string {
  const cases = results.map(({ name, seconds, ok, problems, error, verdict, end }): JunitCase => ({
    ...{ className: 'drill', name, seconds },
    failure: ok
      ? null
      : { type: end ?? 'error', message: [...problems, error ?? ''].join(' ').trim(), text: verdict ?? '' },
  }));
  return junitSuite('ven drill', cases);
}
