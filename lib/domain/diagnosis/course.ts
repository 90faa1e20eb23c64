import type { Failure, StageEvent } from '../../contract/boot.ts';
import type { Observation } from '../../contract/diagnosis.ts';
import { isStorageFull } from '../boot-progress/causes.ts';
import { reasonIn } from '../boot-progress/reported-failure.ts';
import { reportExplained } from '../recogniser/reported.ts';
import { shippedRuleSet } from '../../rules/shipped.ts';
import { stageIndex, stageTitle } from '../stages.ts';
import type { Finding } from './findings.ts';
import { fine, problem } from './observation.ts';
import { findingOfRule } from './serial-findings.ts';

interface Course {
  readonly stages: readonly StageEvent[];
  readonly failure: Failure | null;
  readonly endReason: string | null;
}

/** What libvirt and the orchestrator said of a boot while it went on; the guest's own words belong to its output. */
export function courseOf({ stages, failure, endReason }: Course): Observation[] {
  const last = stages.at(-1);
  const again = netbootAgain(stages);
  if (failure === null || failure.evidence?.port != null) {
    const text =
      last === undefined ? 'No stage was seen.' : `The last stage was “${stageTitle(last.stage)}”.`;
    return [...again, fine('course', text, null, { evidence: last?.evidence ?? null })];
  }
  const { cause, fix, evidence } = failure;
  return [...again, problem('course', findingOf(failure, endReason), cause, { fix, evidence })];
}

function findingOf(failure: Failure, endReason: string | null): Finding | null {
  if (isStorageFull(failure)) return 'host-storage-full';
  if (failure.evidence !== null) return reportedFinding(failure);
  if (endReason === 'crashed' || endReason === 'failed') return 'crashed';
  return endReason === 'destroyed' ? 'switched-off' : null;
}

/** Of a failure that the orchestrator has reported in its own words. */
function reportedFinding({ evidence, stage }: Failure): Finding | null {
  const rule = reportExplained(shippedRuleSet().reports, reasonIn(evidence?.line ?? ''))?.rule;
  const known = rule === undefined ? null : findingOfRule(rule);
  return known ?? (stage === 'provisioning' || stage === 'rebooting' ? 'provisioning-error' : null);
}

/** After the workflow has run, the firmware should find the disk. */
function netbootAgain(stages: readonly StageEvent[]): Observation[] {
  const installed = stages.findIndex(
    ({ stage, outcome }) => stage === 'provisioning' && outcome === 'passed',
  );
  if (installed === -1) return [];
  const again = stages
    .slice(installed)
    .find(
      ({ stage }) =>
        stage !== 'powered-on' && stageIndex(stage) <= stageIndex('micro-os') && isDownload(stage),
    );
  return again === undefined
    ? []
    : [
        problem('course', 'micro-os-again', 'After provisioning, the node has loaded the micro-OS again.', {
          basis: 'observed',
          evidence: again.evidence,
        }),
      ];
}

const isDownload = (stage: StageEvent['stage']): boolean => stageIndex(stage) >= stageIndex('ipxe');
