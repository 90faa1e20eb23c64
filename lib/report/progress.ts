import type { Node } from '../contract/node.ts';
import { isEnding, isStage, STAGE_FACTS, stageIndex, type Stage } from '../domain/stages.ts';

export type StageOrEnding = Node['stage'];

/** Whether the node has reached `stage`, or has ended that way. */
export function hasReached(node: Node, stage: StageOrEnding): boolean {
  if (node.stage === stage) return true;
  if (!isStage(stage) || node.deletedAt !== null) return false;
  if (isStage(node.stage)) return stageIndex(node.stage) >= stageIndex(stage);
  return node.stages.some((event) => stageIndex(event.stage) > stageIndex(stage));
}

/** A node's progress in one line: "provisioning 3/7 writing the image". */
export function whereItIs(node: Node): string {
  if (node.failure !== null) return `${node.stage}: ${node.failure.cause}`;
  if (node.deletedAt !== null) return node.readyAt === null ? 'deleted before it was ready' : 'was ready';
  const step = node.progress;
  if (step === null) return node.stage;
  return `${node.stage} ${step.step}/${step.total} ${step.text}`.trimEnd();
}

/** For a later boot: the installed system starts from the disk, without the network. */
const FROM_DISK: Readonly<Partial<Record<Stage, string>>> = {
  'powered-on': 'the first sign of the firmware',
  firmware: 'the firmware to start the installed system',
  'os-boot': 'the installed system to report in',
};

/** Where nobody takes the node in. */
const WITHOUT_ONBOARDING: Readonly<Partial<Record<Stage, string>>> = {
  'http-boot': 'the boot program from its server',
  ipxe: 'iPXE to load what it boots',
  'os-boot': 'the system to be up',
};

/** Provisioning does not start by itself there. */
const A_PERSON = 'a person to choose the operating system at the orchestrator';

/** What a booting node waits for; null when it waits for nothing. */
export function waitsFor(
  node: Pick<Node, 'stage' | 'state' | 'readyAt'> &
    Partial<Pick<Node, 'orchestratorView' | 'expectedStages'>>,
): string | null {
  if (isEnding(node.stage) || node.stage === 'ready') return null;
  if (node.state !== 'running' && node.stage !== 'defined') return null;
  if (node.stage === 'provisioning' && node.orchestratorView?.awaitsOs === true) return A_PERSON;
  const isTakenIn = node.expectedStages?.includes('onboarding') ?? true;
  const fromDisk = node.readyAt === null ? undefined : FROM_DISK[node.stage];
  const alone = isTakenIn ? undefined : WITHOUT_ONBOARDING[node.stage];
  return alone ?? fromDisk ?? STAGE_FACTS[node.stage].waitsFor;
}
