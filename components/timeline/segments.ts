import type { StageEvent } from '../../lib/contract/boot.ts';
import { mergeStages, sinceRestart } from '../../lib/domain/merge-stages.ts';
import { inOrder, STAGE_FACTS, stageIndex, type Stage } from '../../lib/domain/stages.ts';

/** A stage's status: `unseen` was passed without evidence, `to-come` has not begun. */
export type SlotState = StageEvent['outcome'] | 'unseen' | 'to-come';

/** A stage's place in the bar, always present and of constant width. */
export interface Slot {
  readonly stage: Stage;
  readonly title: string;
  readonly state: SlotState;
  readonly event: StageEvent | null;
  /** Milliseconds that it took, or has taken so far. */
  readonly took: number;
  /** Share of the bar, 0 to 1. */
  readonly share: number;
}

const FROM_DISK: readonly Stage[] = ['powered-on', 'firmware', 'os-boot'];
const RESTART: readonly Stage[] = ['rebooting', 'os-boot'];

export interface BootPath {
  /** An earlier boot installed its system. */
  readonly installed: boolean;
  /** The stages of the node's first boot. */
  readonly first: readonly Stage[];
}

/** The stages that a boot is expected to pass, and those in which it was observed. */
export function expectedStages(
  events: readonly StageEvent[],
  { installed, first }: BootPath,
): readonly Stage[] {
  const seen = new Set(events.map(({ stage }) => stage));
  const begins = events[0]?.stage;
  const expected = new Set<Stage>(begins === 'rebooting' ? RESTART : installed ? FROM_DISK : first);
  // Only a node's first boot has a `defined` stage.
  if (begins !== undefined && begins !== 'defined') expected.delete('defined');
  return inOrder([...expected, ...seen]).filter((stage) => stage !== 'ready');
}

/** Usual seconds, for the widths alone: measured once, so that no slot changes its width while it is looked at. */
const TYPICAL: Readonly<Record<Stage, number>> = {
  defined: 1,
  'powered-on': 2,
  firmware: 8,
  address: 3,
  'http-boot': 5,
  ipxe: 4,
  'micro-os-download': 8,
  'micro-os': 12,
  onboarding: 6,
  provisioning: 30,
  rebooting: 6,
  'os-boot': 16,
  ready: 1,
};
/** Added to each weight, so that the shortest stage still has room for its name. */
const ROOM_FOR_NAME = 6;

function sharesOf(stages: readonly Stage[]): readonly number[] {
  const weights = stages.map((stage) => ROOM_FOR_NAME + Math.log1p(TYPICAL[stage]));
  const total = weights.reduce((one, other) => one + other, 0);
  return weights.map((weight) => weight / total);
}

/** The slots of a boot's bar at a moment; `ready` is a mark at the end, no length of time. */
export function slots(events: readonly StageEvent[], walk: BootPath, now: number): readonly Slot[] {
  const leg = sinceRestart(events);
  const joined = mergeStages(leg).filter(({ stage }) => stage !== 'ready');
  const stages = expectedStages(leg, walk);
  const shares = sharesOf(stages);
  const furthest = Math.max(-1, ...joined.map(({ stage }) => stageIndex(stage)));
  const done = leg.at(-1)?.stage === 'ready';
  return stages.map((stage, index) => {
    const at = joined.findIndex((event) => event.stage === stage);
    const event = joined[at] ?? null;
    const past = done || stageIndex(stage) < furthest;
    const { state, took } = event
      ? standing(event, joined[at + 1], past, now)
      : { state: past ? ('unseen' as const) : ('to-come' as const), took: 0 };
    return { stage, title: STAGE_FACTS[stage].title, state, event, took, share: shares[index] ?? 0 };
  });
}

/** A stage without an end ends where the next one begins. */
function standing(event: StageEvent, following: StageEvent | undefined, past: boolean, now: number) {
  const start = Date.parse(event.startedAt);
  const closed = event.endedAt ?? following?.startedAt ?? null;
  const live = event.outcome === 'running' && closed === null && !past;
  const end = closed === null ? (live ? now : start) : Date.parse(closed);
  const state: SlotState = event.outcome === 'running' && !live ? 'passed' : event.outcome;
  return { state, took: Math.max(0, end - start) };
}

/** How much of its slot the live stage has filled: by its progress, or by the time it usually takes. */
export function filled(
  { stage, event, took }: Pick<Slot, 'stage' | 'event' | 'took'>,
  usual?: number,
): number {
  const progress = event?.progress;
  const byProgress = progress && progress.total > 0 ? progress.step / progress.total : 0;
  const byTime = 1 - Math.exp((-1.6 * took) / (usual ?? TYPICAL[stage] * 1000));
  return Math.min(0.97, Math.max(0.04, byProgress, byTime));
}
