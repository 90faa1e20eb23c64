import type { Node } from '../contract/node.ts';
import { isFailed } from './stages.ts';

/** The steps of a demonstration, in order. */
export const DEMO_STEPS = [
  'create',
  'wall',
  'failure',
  'cause',
  'fix',
  'recovery',
  'ready',
  'clean-up',
] as const;
export type DemoStep = (typeof DEMO_STEPS)[number];

/** How many nodes it makes. */
export const DEMO_NODES = 3;
/** What the simulator does wrong with one of them. */
export const DEMO_SCENARIO = 'unknown-device';

interface Narration {
  readonly title: string;
  /** What whoever presents would say. */
  readonly text: string;
}

export const DEMO_NARRATIONS: Readonly<Record<DemoStep, Narration>> = {
  create: {
    title: 'Create three nodes',
    text: 'Three virtual edge nodes are made: machines with a serial number, an empty disk and a network card. Nobody has installed anything on them.',
  },
  wall: {
    title: 'Watch them boot',
    text: 'Each boots over the network: firmware, boot program, a small Linux system in memory. Every tile shows what a machine prints at this moment.',
  },
  failure: {
    title: 'One fails on purpose',
    text: 'The orchestrator pretends not to know one of the serial numbers, as if somebody had mistyped it. That machine is going to be turned away.',
  },
  cause: {
    title: 'See the cause',
    text: 'The console names the cause, with the line in which the machine said so and what to do about it. Nobody had to read a log.',
  },
  fix: {
    title: 'Fix it',
    text: 'The serial number is known again, and the node is provisioned once more: its disk is empty, and it boots as a new machine would.',
  },
  recovery: {
    title: 'It recovers',
    text: 'The others go on meanwhile. The machine introduces itself again, is let in, and its system is written to the disk.',
  },
  ready: {
    title: 'All are ready',
    text: 'All of them run the system that they were to get, and report in. This is the time that every new site would have to wait for.',
  },
  'clean-up': {
    title: 'Nothing is left',
    text: 'The nodes, their disks and what the orchestrator knew of them are deleted. Their recordings are kept under the deleted nodes.',
  },
};

const SECOND = 1000;
/** So long a step is shown at least. */
const SHOWN_MS: Readonly<Partial<Record<DemoStep, number>>> = {
  wall: 15 * SECOND,
  cause: 20 * SECOND,
  ready: 60 * SECOND,
};
/** After it something is wrong; software emulation is slow. */
const LONGEST_MS = 25 * 60 * SECOND;

type DemoNode = Pick<Node, 'id' | 'name' | 'serial' | 'stage' | 'stages' | 'operation' | 'failure'>;

export interface DemoFacts {
  readonly step: DemoStep;
  /** Milliseconds since the step began. */
  readonly elapsed: number;
  readonly nodes: readonly DemoNode[];
  /** Serial number of the one that is to fail. */
  readonly failing: string;
}

type Verdict =
  | { readonly kind: 'stay' }
  | { readonly kind: 'next'; readonly step: DemoStep }
  | { readonly kind: 'trouble'; readonly reason: string };

const STAY: Verdict = { kind: 'stay' };
const next = (step: DemoStep): Verdict => ({ kind: 'next', step });
const trouble = (reason: string): Verdict => ({ kind: 'trouble', reason });

/** What ends a demonstration before its end. */
function troubleOf({ step, elapsed, nodes, failing }: DemoFacts): string | null {
  if (nodes.length < DEMO_NODES) return 'Some of its nodes are not there, or were deleted.';
  const mayFail =
    step === 'create' || step === 'wall' || step === 'failure' || step === 'cause' || step === 'fix';
  const failed = nodes.find(({ serial, stage }) => isFailed(stage) && !(serial === failing && mayFail));
  if (failed !== undefined)
    return `${failed.name} failed: ${failed.failure?.cause ?? 'for an unknown reason'}`;
  return elapsed > LONGEST_MS ? `“${DEMO_NARRATIONS[step].title}” took too long.` : null;
}

/** Where a demonstration goes from a step, by what its nodes do. Its clean-up ends when no node is left. */
export function demoVerdict(facts: DemoFacts): Verdict {
  const { step, elapsed, nodes, failing } = facts;
  if (step === 'clean-up') return STAY;
  const reason = troubleOf(facts);
  if (reason !== null) return trouble(reason);
  if (elapsed < (SHOWN_MS[step] ?? 0)) return STAY;
  const one = nodes.find(({ serial }) => serial === failing);
  const hasFailed = one !== undefined && isFailed(one.stage);
  switch (step) {
    case 'create':
      return nodes.some(({ stages }) => stages.length > 0) ? next('wall') : STAY;
    case 'wall':
      return next('failure');
    case 'failure':
      return one?.stage === 'ready'
        ? trouble(`${one.name} became ready, though it was to fail.`)
        : hasFailed
          ? next('cause')
          : STAY;
    case 'cause':
      return next('fix');
    case 'fix':
      return hasFailed ? STAY : next('recovery');
    case 'recovery':
      return nodes.every(({ stage }) => stage === 'ready') ? next('ready') : STAY;
    case 'ready':
      return next('clean-up');
  }
}

/** The page that shows what a step is about. */
export function demoPage(step: DemoStep, runId: string, failingId: string | null): string {
  if ((step === 'cause' || step === 'fix') && failingId !== null) return `/nodes/${failingId}`;
  return step === 'ready' || step === 'clean-up' ? `/runs/${runId}` : `/wall?run=${runId}`;
}
