import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Node, NodeState } from '../contract/node.ts';
import type { Operation } from '../contract/operation.ts';
import { isOn } from './power.ts';
import { isEnding, type Ending, type Stage, STAGE_FACTS, stageIndex } from './stages.ts';

type Point = Pick<Node, 'stage' | 'readyAt'>;

/** Whether a node that goes back to that moment has not been provisioned yet: then it onboards again. */
export const onboardsAgain = ({ stage, readyAt }: Point): boolean =>
  readyAt === null && (isEnding(stage) || stageIndex(stage) < stageIndex('rebooting'));

/** What a checkpoint is called that nobody named. */
export const nameAtStage = (stage: Stage | Ending): string => `at-${stage}`;

/** The name, counted on if one of these has it. */
export function unusedName(name: string, present: readonly Pick<Checkpoint, 'name'>[]): string {
  const isTaken = (wish: string): boolean => present.some((each) => each.name === wish);
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) if (!isTaken(`${name}-${number}`)) return `${name}-${number}`;
}

/** Orchestrators tell late that they have begun. */
const TOLD_LATE: ReadonlySet<Stage> = new Set(['onboarding', 'provisioning']);

/** The first stage in which a rule makes its checkpoint: its own, or for one that is told late the last one before it. */
export const dueFrom = (at: Stage): Stage => (TOLD_LATE.has(at) ? 'micro-os' : at);

/** What the checkpoint of a rule is called. */
export const ruleName = (at: Stage): string => (TOLD_LATE.has(at) ? `before-${at}` : nameAtStage(at));

/** At which stage one is made by rule. */
export const ruleText = (at: Stage | null): string =>
  at === null
    ? 'only by hand'
    : TOLD_LATE.has(at)
      ? `before ${STAGE_FACTS[at].title} begins`
      : `when ${STAGE_FACTS[at].title} begins`;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const STATES: readonly NodeState[] = ['shut off', 'crashed', 'running', 'blocked', 'paused'];

type Switched = { readonly state: NodeState; readonly operation: Operation | null };

/** Why the server would refuse to make a checkpoint now; null when it would accept it. */
export function checkpointRefusal({ state, operation }: Switched): string | null {
  if (operation?.endedAt === null) return `${operation.kind} is still running`;
  if (STATES.includes(state)) return null;
  if (state === 'saved') return 'its memory is saved, and would not be part of it';
  return state === 'no state' ? 'its state is not yet known' : `it is ${state}`;
}

/** Why the server would refuse to go back now, even if the power may be cut; null when it would accept it. */
export function goBackRefusal({ state, operation }: Switched): string | null {
  if (operation?.endedAt === null) return `${operation.kind} is still running`;
  if (state === 'no state') return 'its state is not yet known';
  return state === 'no domain' ? 'it is not defined on its host: provision it again' : null;
}

/** What going back loses and changes, as sentences for the confirmation. */
export function lossOf(
  point: Pick<Checkpoint, 'on' | 'onboardsAgain' | 'orchestratorHost' | 'diskGiB' | 'name'>,
  node: Pick<Node, 'state' | 'orchestrator' | 'orchestratorView' | 'diskGiB' | 'serial'>,
): string[] {
  const { orchestratorView: view } = node;
  const lost = [
    ...(isOn(node.state) ? ['Its power is cut: it is running now.'] : []),
    ...(node.state === 'saved' ? ['Its saved memory is discarded.'] : []),
    'Everything on its disk since then, and what firmware and TPM remember since then, is lost.',
  ];
  if (point.on) lost.push('It was on then: it starts as after a power cut at that moment.');
  if (point.diskGiB !== node.diskGiB)
    lost.push(`Its disk has ${point.diskGiB} GiB again, not ${node.diskGiB}.`);
  if (node.orchestrator === null) return lost;
  if (point.onboardsAgain) {
    lost.push(
      `Its host and instance at ${node.orchestrator} are removed, and it onboards again with the same serial number and UUID.`,
    );
  } else if (view !== null && view.hostId !== point.orchestratorHost) {
    lost.push(
      `It was onboarded as another host then: ${node.orchestrator} may not accept what its disk has to log in with.`,
    );
  } else lost.push(`Its registration at ${node.orchestrator} stays as it is.`);
  return lost;
}
