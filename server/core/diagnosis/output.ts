import { UNKNOWN_DEVICE } from '../../../lib/domain/boot-progress/causes.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import { fine, problem } from '../../../lib/domain/diagnosis/observation.ts';
import { findingOfRule } from '../../../lib/domain/diagnosis/serial-findings.ts';
import type { Detection, FailureDetection } from '../../../lib/domain/recogniser/detections.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import type { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import { bytes as amount } from '../../../lib/domain/format.ts';
import type { ByteLog } from '../api.ts';
import type { DiagnosedCase } from './case.ts';

/** Other work runs between two reads. */
const READ_BYTES = 64 * 1024;
const TOLD_MAX = 5;
/** A machine that has printed nothing for so long is silent. */
const SILENT_MS = 60_000;
const PXE = 'Start PXE over IPv';

/** What the rules find in the output of both ports. A guest can print anything, so all of it is only observed. */
export async function outputOf(
  subject: Pick<DiagnosedCase, 'failure' | 'now'> & {
    readonly boot: Pick<DiagnosedCase['boot'], 'startedAt' | 'endedAt'>;
  },
  rules: RuleSet,
  logs: readonly ByteLog[],
  signal: AbortSignal,
): Promise<Observation[]> {
  const recogniser = new Recogniser(rules);
  const told = new Told();
  let printed = 0;
  let pxe: Observation | null = null;
  for (const [port, log] of logs.entries()) {
    for (let at = log.facts.start; !signal.aborted && at < log.facts.end;) {
      const chunk = await log.read(at, READ_BYTES);
      if (chunk === null) break;
      if (chunk.kind === 'gap') {
        told.take(recogniser.skip(port, chunk.to));
        at = chunk.to;
        continue;
      }
      told.take(recogniser.feed(port, chunk.bytes));
      printed += chunk.bytes.length;
      at = chunk.offset + chunk.bytes.length;
      pxe ??= pxeIn(port, chunk.offset, chunk.bytes);
    }
  }
  const problems = told.all(subject.failure);
  if (problems.length + (pxe === null ? 0 : 1) > 0) return [...problems, ...(pxe === null ? [] : [pxe])];
  if (printed > 0) return [fine('output', `${amount(printed)}; no rule finds an error in it.`)];
  const age = Date.parse(subject.boot.endedAt ?? subject.now) - Date.parse(subject.boot.startedAt);
  return age < SILENT_MS
    ? [fine('output', 'Nothing has been printed yet.')]
    : [problem('output', 'silent', 'Neither serial port has printed anything.', { basis: 'confirmed' })];
}

function pxeIn(port: number, offset: number, bytes: Uint8Array): Observation | null {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(PXE);
  if (at === -1) return null;
  const evidence = { port, offset: offset + at, line: `${PXE}…` };
  const text = 'The firmware tries PXE, of which each attempt takes half a minute or more.';
  return problem('output', 'pxe-first', text, { basis: 'observed', evidence });
}

/** Suspicions that nothing has dispelled since. */
class Told {
  #open: FailureDetection[] = [];

  take(detections: readonly Detection[]): void {
    for (const one of detections) {
      if (one.kind === 'failure') this.#add(one);
      if (one.kind === 'recovery') this.#open = this.#open.filter((known) => known.class !== one.class);
      // It went on: what came before was no reason to stop.
      if (one.kind === 'stage' && one.isRetry !== true && one.progress === null) this.#open = [];
    }
  }

  #add(found: FailureDetection): void {
    this.#open = [...this.#open.filter(({ rule }) => rule !== found.rule), found].slice(-4 * TOLD_MAX);
  }

  /** The cause of the failure comes first, and what is near the cause before its consequences. */
  all(failure: DiagnosedCase['failure']): Observation[] {
    const isCause = (one: FailureDetection): boolean => one.cause === failure?.cause;
    const nearness = (one: FailureDetection): number =>
      isCause(one) ? -1 : ['cause', 'symptom', 'consequence'].indexOf(one.rank);
    return [...this.#ofBoot(failure), ...this.#told(nearness)].slice(0, TOLD_MAX);
  }

  /** What the boot has failed by, where no rule alone says so: a prompt that nobody answers. */
  #ofBoot(failure: DiagnosedCase['failure']): Observation[] {
    if (failure?.evidence?.port == null || this.#open.some(({ cause }) => cause === failure.cause)) return [];
    const { cause, fix, evidence } = failure;
    const finding = cause === UNKNOWN_DEVICE.cause ? 'account-asked' : null;
    return [problem('output', finding, cause, { basis: 'observed', fix, evidence })];
  }

  #told(nearness: (one: FailureDetection) => number): Observation[] {
    return this.#open
      .toSorted((one, other) => nearness(one) - nearness(other))
      .map(({ rule, cause, fix, port, offset, line }) =>
        problem('output', rule === undefined ? null : findingOfRule(rule), cause, {
          ...{ basis: 'observed', fix },
          evidence: { port, offset, line },
        }),
      );
  }
}
