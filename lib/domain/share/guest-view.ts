import type { Boot, Evidence, Failure, StageEvent } from '../../contract/boot.ts';
import type { BootTimes } from '../../contract/boot-times.ts';
import { bootsFromNetwork } from '../../contract/boot-source.ts';
import type { Change } from '../../contract/live.ts';
import type { Node, NodeDetail } from '../../contract/node.ts';
import type { Operation } from '../../contract/operation.ts';
import { NO_RECOVERY } from '../../contract/recovery-rules.ts';
import type { Run } from '../../contract/run.ts';
import type { SerialTail } from '../../contract/serial-tail.ts';
import { maskForms, maskOf, type Mask, UNMASKED } from '../masking.ts';
import { type Shared, showsBoot, showsChange } from './scope.ts';

/** In place of a value that is hidden. */
export const HIDDEN = '••••••';

const guestEvidence = (evidence: Evidence | null, masked: Mask): Evidence | null =>
  evidence && { ...evidence, line: masked(evidence.line) };

const guestStage = (event: StageEvent, masked: Mask): StageEvent => ({
  ...event,
  evidence: guestEvidence(event.evidence, masked),
  progress: event.progress && { ...event.progress, text: masked(event.progress.text) },
  statuses: event.statuses.map((status) => ({ ...status, text: masked(status.text) })),
});

const guestFailure = (failure: Failure | null, masked: Mask): Failure | null =>
  failure && {
    ...failure,
    cause: masked(failure.cause),
    fix: masked(failure.fix),
    evidence: guestEvidence(failure.evidence, masked),
  };

/** Who asked for it, and what a host answered, is not shown. */
const guestOperation = (operation: Operation | null): Operation | null =>
  operation && { ...operation, by: '', error: null };

/**
 * A node as guests see it: how far it is and why, but nothing of who made it, where it runs, what was noted about it, and
 * what it was configured with.
 */
export function guestNode<N extends Node>(node: N, { hideIdentifiers }: Pick<Shared, 'hideIdentifiers'>): N {
  const masked = hideIdentifiers ? maskOf(node) : UNMASKED;
  const view = node.orchestratorView;
  return {
    ...node,
    ...(hideIdentifiers ? { serial: HIDDEN, uuid: HIDDEN, mac: HIDDEN, address: null } : {}),
    host: '',
    bootSource: bootsFromNetwork(node.bootSource) ? { kind: 'uefi-http' } : { kind: 'disk' },
    network: '',
    pool: null,
    failure: guestFailure(node.failure, masked),
    progress: node.progress && { ...node.progress, text: masked(node.progress.text) },
    stages: node.stages.map((event) => guestStage(event, masked)),
    orchestratorView: view && {
      ...view,
      ...(hideIdentifiers ? { hostId: HIDDEN, instanceId: null } : {}),
      statuses: view.statuses.map((status) => ({ ...status, text: masked(status.text) })),
    },
    inputRefused: [],
    faults: [],
    operation: guestOperation(node.operation),
    createdBy: '',
    note: '',
    labels: [],
  };
}

function guestBoot(boot: Boot, masked: Mask): Boot {
  return {
    ...boot,
    checkpoint: null,
    stages: boot.stages.map((event) => guestStage(event, masked)),
    steps: boot.steps.map((step) => ({ ...step, text: masked(step.text) })),
    failure: guestFailure(boot.failure, masked),
    pinned: null,
  };
}

export function guestDetail(node: NodeDetail, shared: Shared): NodeDetail {
  const masked = shared.hideIdentifiers ? maskOf(node) : UNMASKED;
  return {
    ...guestNode(node, shared),
    boots: node.boots
      .filter(({ number }) => showsBoot(shared, node.id, number))
      .map((boot) => guestBoot(boot, masked)),
    settings: {
      osProfile: null,
      details: {},
      ready: null,
      reported: node.settings.reported,
      recovery: NO_RECOVERY,
      checkpointAt: null,
    },
  };
}

export function guestRun(run: Run, { hideIdentifiers }: Pick<Shared, 'hideIdentifiers'>): Run {
  const masked = hideIdentifiers ? maskForms : UNMASKED;
  return {
    ...run,
    causes: run.causes.map(({ cause, nodes }) => ({ cause: masked(cause), nodes })),
    hold: run.hold && { ...run.hold, by: run.hold.by === null ? null : '' },
    cancelled: run.cancelled && { ...run.cancelled, by: '' },
    request: null,
    placement: [],
    createdBy: '',
  };
}

/** How long boots usually take, for the templates of the nodes that are shown. */
export const guestBootTimes = (times: BootTimes, nodes: readonly Pick<Node, 'template'>[]): BootTimes => {
  const groups = times.groups.filter(({ name }) => nodes.some(({ template }) => template === name));
  return { ...times, boots: groups.reduce((sum, { boots }) => sum + boots, 0), groups };
};

/** The last lines of the nodes that are shown, as far as they are of boots that are. */
export const guestTails = (
  tails: readonly SerialTail[],
  shared: Shared,
  nodes: readonly Node[],
): readonly SerialTail[] =>
  tails
    .filter(({ node, boot }) => showsBoot(shared, node, boot))
    .map((tail) => {
      const node = nodes.find(({ id }) => id === tail.node);
      const masked = !shared.hideIdentifiers ? UNMASKED : node ? maskOf(node) : maskForms;
      return { ...tail, lines: tail.lines.map(masked) };
    });

/** What a link's guests are sent of a change; null: nothing. */
export function guestChange(shared: Shared, change: Change): Change | null {
  if (!showsChange(shared, change)) return null;
  if (change.kind === 'node') return { kind: 'node', object: guestNode(change.object, shared) };
  return change.kind === 'run' ? { kind: 'run', object: guestRun(change.object, shared) } : null;
}
