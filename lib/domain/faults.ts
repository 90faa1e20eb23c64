import type { NodeState } from '../contract/node-state.ts';
import {
  type FaultEnd,
  faultFacts,
  type FaultKind,
  type FaultStage,
  type FaultState,
} from './fault-kinds.ts';
import { isOn } from './power.ts';
import { type Stage, stageIndex, stageTitle } from './stages.ts';

const END_WORDS: Readonly<Record<FaultEnd, string>> = {
  person: 'ended',
  time: 'ended when its time was over',
  'power-off': 'ended with the power-off of the node',
  resumed: 'ended when the node was resumed',
  done: 'done',
  failed: 'could not be done',
  deleted: 'ended with the node',
};

/** What a fault is, as far as these rules go. */
export interface FaultLike {
  readonly kind: FaultKind;
  readonly rateKiBps: number | null;
  readonly lossPercent: number | null;
  readonly at: FaultStage | null;
  readonly seconds: number | null;
  readonly state: FaultState;
  /** Of its beginning. */
  readonly boot: number | null;
  readonly begunAt: string | null;
  readonly endedAt: string | null;
  readonly end: FaultEnd | null;
  readonly createdBy: string;
}

type Measure = Pick<FaultLike, 'kind' | 'rateKiBps' | 'lossPercent'>;

/** "Slow link, 100 KiB/s" */
export function faultName({ kind, rateKiBps, lossPercent }: Measure): string {
  const { title } = faultFacts(kind);
  if (rateKiBps !== null) return `${title}, ${rateKiBps} KiB/s`;
  return lossPercent === null ? title : `${title}, ${lossPercent} % of the packets`;
}

/** The same within a sentence: "slow link, 100 KiB/s". */
export function faultPhrase(fault: Measure): string {
  const name = faultName(fault);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** When it is to begin, and for how long: "when iPXE begins, for 20 s". */
export function faultPlan({ at, seconds }: Pick<FaultLike, 'at' | 'seconds'>): string {
  const when =
    at === null ? 'at once' : at === 'powered-on' ? 'at power-on' : `when “${stageTitle(at)}” begins`;
  return seconds === null ? when : `${when}, for ${seconds} s`;
}

/** How one ended, with who ended it. */
export function faultEndText({
  end,
  endedBy,
}: {
  readonly end: FaultEnd | null;
  readonly endedBy: string | null;
}): string {
  if (end === null) return '';
  return end === 'person' && endedBy !== null ? `${END_WORDS.person} by ${endedBy}` : END_WORDS[end];
}

/** The machine that faults are done to. */
export interface FaultyMachine {
  readonly state: NodeState;
  readonly bootNumber: number | null;
  readonly stages: readonly { readonly stage: Stage }[];
}

/** Whether a boot has come as far as a stage, which may itself have passed unseen. */
const hasReached = (stages: FaultyMachine['stages'], wanted: Stage): boolean =>
  stages.some(({ stage }) => stageIndex(stage) >= stageIndex(wanted));

type Planned = Pick<FaultLike, 'kind' | 'at'>;

const hasSamePart = (one: FaultKind, other: FaultKind): boolean =>
  faultFacts(one).part !== null && faultFacts(one).part === faultFacts(other).part;

/** Of the same part, and at the same time, as far as that is known beforehand. */
const meets = (one: Planned, other: Planned): boolean =>
  hasSamePart(one.kind, other.kind) && (one.at === null || other.at === null || one.at === other.at);

const alreadyThere = (kind: FaultKind): string =>
  `It has “${faultFacts(kind).title}” already, which uses the same part of the machine.`;

/** What keeps a fault from beginning when its stage has come; null: nothing. */
export function inTheWayOf(
  kind: FaultKind,
  present: readonly Pick<FaultLike, 'kind' | 'state'>[],
): string | null {
  const other = present.find((each) => each.state === 'active' && hasSamePart(each.kind, kind));
  return other === undefined ? null : alreadyThere(other.kind);
}

export interface FaultRefusal {
  readonly field: 'kind' | 'at' | 'node';
  readonly message: string;
  readonly fix: string;
}

/** Why nothing can be done to a node in this state, in the words of a menu; null when it can. */
export function faultStateRefusal(state: NodeState): string | null {
  if (state === 'no domain') return 'it is not defined on its host';
  return state === 'no state' ? 'its state is not yet known' : null;
}

/** Why a fault cannot be begun or armed now; null when it can. */
export function faultRefusal(
  { kind, at }: Planned,
  machine: FaultyMachine,
  present: readonly Planned[],
): FaultRefusal | null {
  const state = faultStateRefusal(machine.state);
  if (state !== null)
    return {
      field: 'node',
      message: `Not now: ${state}.`,
      fix: 'Try again once it is there and its host has been read.',
    };
  const other = present.find((each) => meets(each, { kind, at }));
  if (other !== undefined)
    return { field: 'kind', message: alreadyThere(other.kind), fix: 'End that one first.' };
  if (at === null || !isOn(machine.state) || !hasReached(machine.stages, at)) return null;
  return {
    field: 'at',
    message: `This boot is at “${stageTitle(at)}” or past it already.`,
    fix: 'Choose a later stage or none, or arm the fault while the node is off.',
  };
}

/** The stage for which a fault waits: one for now waits for the power-on of a node that is off. */
export const waitsForStage = (at: FaultStage | null, state: NodeState): FaultStage | null =>
  at === null && !isOn(state) ? 'powered-on' : at;

/** The first boot that a new fault may hit: of a node that is off, the next one. */
export const firstBoot = ({ state, bootNumber }: FaultyMachine): number =>
  isOn(state) ? (bootNumber ?? 1) : (bootNumber ?? 0) + 1;

export type FaultStep =
  | { readonly act: 'begin' }
  | { readonly act: 'end'; readonly why: FaultEnd }
  /** Look again then: milliseconds since 1970. */
  | { readonly act: 'wait'; readonly until: number };

/** What is to be done about a fault as things are; null: nothing. */
export function faultStep(
  fault: FaultLike & { readonly fromBoot: number },
  machine: FaultyMachine,
  now: string,
): FaultStep | null {
  // What is not known is no power-off.
  if (fault.state === 'ended' || machine.state === 'no state') return null;
  return fault.state === 'armed' ? stepOfArmed(fault, machine) : stepOfActive(fault, machine, now);
}

function stepOfArmed(
  { at, fromBoot }: Pick<FaultLike, 'at'> & { readonly fromBoot: number },
  { state, bootNumber, stages }: FaultyMachine,
): FaultStep | null {
  // A machine begins paused, until its serial ports are read.
  if (state !== 'running' || bootNumber === null || bootNumber < fromBoot) return null;
  return at === null || hasReached(stages, at) ? { act: 'begin' } : null;
}

function stepOfActive(
  { kind, boot, seconds, begunAt }: FaultLike,
  { state, bootNumber }: FaultyMachine,
  now: string,
): FaultStep | null {
  const isOver = !isOn(state) || bootNumber !== boot;
  if (isOver) return { act: 'end', why: kind === 'power-cut' ? 'done' : 'power-off' };
  if (kind === 'pause' && state === 'running') return { act: 'end', why: 'resumed' };
  if (seconds === null || begunAt === null) return null;
  const until = Date.parse(begunAt) + seconds * 1000;
  return Date.parse(now) >= until ? { act: 'end', why: 'time' } : { act: 'wait', until };
}
