import type { Boot, Evidence, Failure, StageEvent } from '../../contract/boot.ts';
import type { BootTimes } from '../../contract/boot-times.ts';
import { bootsFromNetwork } from '../../contract/boot-source.ts';
import type { Change } from '../../contract/live.ts';
import type { Node, NodeDetail } from '../../contract/node.ts';
import type { Operation } from '../../contract/operation.ts';
import { NO_RECOVERY } from '../../contract/recovery-rules.ts';
import type { Run } from '../../contract/run.ts';
import { type Shared, showsBoot, showsChange } from './scope.ts';

/** In place of a value that is hidden. */
export const HIDDEN = '•••';

type Masked = (text: string) => string;
type Known = Pick<Node, 'serial' | 'uuid' | 'mac' | 'address'>;

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const MAC = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi;
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;

const NOTHING_KNOWN: Known = { serial: '', uuid: '', mac: '', address: null };

const unchanged: Masked = (text) => text;

/** Hides a node's own identifiers in a text, and whatever looks like a UUID or an address. */
function maskOf(node: Known): Masked {
  const own = [node.serial, node.uuid, node.mac, node.address].filter(
    (value) => value !== null && value !== '',
  );
  return (text) =>
    own
      .reduce<string>((rest, value) => (value === null ? rest : rest.replaceAll(value, HIDDEN)), text)
      .replace(UUID, HIDDEN)
      .replace(MAC, HIDDEN)
      .replace(IPV4, HIDDEN);
}

const guestEvidence = (evidence: Evidence | null, masked: Masked): Evidence | null =>
  evidence && { ...evidence, line: masked(evidence.line) };

const guestStage = (event: StageEvent, masked: Masked): StageEvent => ({
  ...event,
  evidence: guestEvidence(event.evidence, masked),
  progress: event.progress && { ...event.progress, text: masked(event.progress.text) },
  statuses: event.statuses.map((status) => ({ ...status, text: masked(status.text) })),
});

const guestFailure = (failure: Failure | null, masked: Masked): Failure | null =>
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
  const masked = hideIdentifiers ? maskOf(node) : unchanged;
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

function guestBoot(boot: Boot, masked: Masked): Boot {
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
  const masked = shared.hideIdentifiers ? maskOf(node) : unchanged;
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
  const masked = hideIdentifiers ? maskOf(NOTHING_KNOWN) : unchanged;
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

/** What a link's guests are sent of a change; null: nothing. */
export function guestChange(shared: Shared, change: Change): Change | null {
  if (!showsChange(shared, change)) return null;
  if (change.kind === 'node') return { kind: 'node', object: guestNode(change.object, shared) };
  return change.kind === 'run' ? { kind: 'run', object: guestRun(change.object, shared) } : null;
}
