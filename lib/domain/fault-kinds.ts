import type { Stage } from './stages.ts';

/** What can be done wrong to a node on purpose, at any orchestrator: all of it by its host. */
export const FAULT_KINDS = [
  'link-down',
  'link-slow',
  'link-lossy',
  'disk-slow',
  'pause',
  'power-cut',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** At whose beginning a fault can begin. */
export type FaultStage = Exclude<Stage, 'defined'>;

/** How much of it: a rate for what is slowed down, a share for what loses packets. */
type Amount = 'rateKiBps' | 'lossPercent';

interface FaultFacts {
  readonly title: string;
  /** A sentence for those who choose one. */
  readonly summary: string;
  readonly amount: Amount | null;
  /** It goes on until it is ended; what does not is done in a moment. */
  readonly lasts: boolean;
  /** What of the machine it uses: two faults of the same part would undo each other. */
  readonly part: 'link' | 'traffic' | 'disk' | 'processors' | null;
}

const FACTS: Readonly<Record<FaultKind, FaultFacts>> = {
  'link-down': {
    title: 'Link down',
    summary: 'The cable of its first network card is pulled.',
    ...{ amount: null, lasts: true, part: 'link' },
  },
  'link-slow': {
    title: 'Slow link',
    summary: 'Its first network card sends and receives no faster than the rate.',
    ...{ amount: 'rateKiBps', lasts: true, part: 'traffic' },
  },
  'link-lossy': {
    title: 'Lossy link',
    summary:
      'Some of the packets to its first network card are lost; only for nodes on the machine of the console.',
    ...{ amount: 'lossPercent', lasts: true, part: 'traffic' },
  },
  'disk-slow': {
    title: 'Slow disk',
    summary: 'Its first disk reads and writes no faster than the rate.',
    ...{ amount: 'rateKiBps', lasts: true, part: 'disk' },
  },
  pause: {
    title: 'Paused',
    summary: 'Its processors stand still, as on a host that hangs.',
    ...{ amount: null, lasts: true, part: 'processors' },
  },
  'power-cut': {
    title: 'Power cut',
    summary: 'It is off at once, and stays off.',
    ...{ amount: null, lasts: false, part: null },
  },
};

export const faultFacts = (kind: FaultKind): FaultFacts => FACTS[kind];

/** `armed`: it waits for its stage, or for the node to be on. */
export const FAULT_STATES = ['armed', 'active', 'ended'] as const;
export type FaultState = (typeof FAULT_STATES)[number];

/** Why one is over. */
export const FAULT_ENDS = ['person', 'time', 'power-off', 'resumed', 'done', 'failed', 'deleted'] as const;
export type FaultEnd = (typeof FAULT_ENDS)[number];
