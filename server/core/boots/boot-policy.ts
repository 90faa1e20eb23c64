import type { CheckpointStage } from '../../../lib/contract/checkpoint.ts';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import { NO_RECOVERY, type RecoveryRules } from '../../../lib/contract/recovery-rules.ts';
import type { BootSubject } from '../../../lib/domain/recogniser/boot-subject.ts';
import type { BootKind } from '../../../lib/domain/recogniser/rule.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import type { Templates } from '../templates/templates.ts';

/** What a node's template and its create say about its boots. */
export interface BootPolicy {
  /** Null: the orchestrator decides, or without one a login prompt. */
  readonly ready: ReadyRule | null;
  readonly recovery: RecoveryRules;
  /** The stage at whose beginning a checkpoint is made. */
  readonly checkpointAt: CheckpointStage | null;
  /** What the orchestrator installs; null: its default, or nothing. */
  readonly osProfile: string | null;
}

export const NO_POLICY: BootPolicy = {
  ...{ ready: null, recovery: NO_RECOVERY, checkpointAt: null, osProfile: null },
};

/** Of a node whose template or run is not known any more, nothing special. */
export async function bootPolicyOf(
  { database }: Pick<Context, 'database'>,
  templates: Pick<Templates, 'of'>,
  row: NodeRow,
): Promise<BootPolicy> {
  const [template, run] = await Promise.all([templates.of(row), database.runs.get(row.runId)]);
  return {
    ready: run?.request?.ready ?? template?.ready ?? null,
    osProfile: row.registration?.osProfile ?? template?.osProfile ?? null,
    recovery: run?.request?.recovery ?? template?.recovery ?? NO_RECOVERY,
    checkpointAt:
      run?.request?.checkpointAt === undefined ? (template?.checkpointAt ?? null) : run.request.checkpointAt,
  };
}

/** Whether the orchestrator of that name has an API that reports on its nodes; one that is not known any more may have. */
export function reportsOn({ orchestrators }: Pick<Context, 'orchestrators'>, name: string | null): boolean {
  if (name === null) return false;
  const kind = orchestrators.get(name)?.orchestrator.kind;
  return kind !== 'none' && kind !== 'http-boot';
}

/** Whose rules a node's boots are read by. */
export const bootKindOf = (context: Pick<Context, 'orchestrators'>, orchestrator: string | null): BootKind =>
  reportsOn(context, orchestrator) ? 'onboarding' : 'direct';

/** What rules for some nodes only are chosen by. */
export const subjectOf = (
  { orchestrators }: Pick<Context, 'orchestrators'>,
  orchestrator: string | null,
  osProfile: string | null,
): BootSubject => ({
  osProfile,
  release: orchestrator === null ? null : (orchestrators.get(orchestrator)?.orchestrator.release ?? null),
});
