import type { RecoveryRules } from '../contract/recovery-rules.ts';
import type { Operation } from '../contract/operation.ts';
import type { BootProgress } from './boot-progress/boot-progress.ts';

/** Who an operation is by that nobody asked for. */
export const RECOVERY_BY = 'the console, by a recovery rule';

/** Resets in a row; a guest that comes back to its prompt each time has another problem. */
const RESETS_MAX = 3;
/** Seconds before each; somebody may want to look, and what failed needs time to come back. */
const RESET_WAITS = [5, 30, 120] as const;
const RETRY_WAIT = 30;
const RETRY_WAIT_MAX = 600;

const PROMPTS = {
  ipxe: 'iPXE waits at its prompt',
  'uefi-shell': 'The firmware waits in its shell',
} as const;

/** What the console is going to do, and why. */
export interface Recovery {
  readonly action: 'reset' | 'power-cycle';
  readonly waitSeconds: number;
  /** For the audit trail. */
  readonly why: string;
}

interface Situation {
  readonly rules: RecoveryRules;
  readonly boot: Pick<BootProgress, 'stoppedAt' | 'ending' | 'failure' | 'over' | 'paused'>;
  /** Somebody has typed on a serial port in this boot, and may still be at work. */
  readonly personTyped: boolean;
  /** Of the node, in order of time. */
  readonly operations: readonly Pick<Operation, 'kind' | 'by'>[];
}

/** Null: nothing. Operations of the console in a row are limited; one of a person begins a new row. */
export function recoveryOf({ rules, boot, personTyped, operations }: Situation): Recovery | null {
  if (personTyped || boot.over || boot.paused) return null;
  if (boot.ending !== 'failed' && boot.ending !== 'timed-out') return null;
  const own = operations.slice(operations.findLastIndex(({ by }) => by !== RECOVERY_BY) + 1);
  return atPrompt(rules, boot, own) ?? again(rules, boot, own);
}

type Operations = Situation['operations'];

const done = (own: Operations, action: Recovery['action']): number =>
  own.filter(({ kind }) => kind === action).length;

function atPrompt(rules: RecoveryRules, { stoppedAt }: Situation['boot'], own: Operations): Recovery | null {
  if (stoppedAt === null) return null;
  const { prompt, evidence } = stoppedAt;
  const isOn = prompt === 'ipxe' ? rules.rebootAtIpxe : rules.resetAtShell;
  const resets = done(own, 'reset');
  const waitSeconds = RESET_WAITS[resets];
  if (!isOn || waitSeconds === undefined) return null;
  const { port, offset, line } = evidence;
  const why = `${PROMPTS[prompt]} ("${line}" on ttyS${port ?? 0}, byte ${offset}): reset ${resets + 1} of ${RESETS_MAX}`;
  return { action: 'reset', waitSeconds, why };
}

function again({ retries }: RecoveryRules, { failure }: Situation['boot'], own: Operations): Recovery | null {
  const before = done(own, 'power-cycle');
  if (before >= retries) return null;
  const waitSeconds = Math.min(RETRY_WAIT * 2 ** before, RETRY_WAIT_MAX);
  const why = `The boot failed (${failure?.cause ?? 'no cause is known'}): retry ${before + 1} of ${retries}`;
  return { action: 'power-cycle', waitSeconds, why };
}

/** The rules in words. */
export function recoveryText({ rebootAtIpxe, resetAtShell, retries }: RecoveryRules): string {
  const parts = [
    ...(rebootAtIpxe ? ['reboot at the iPXE prompt'] : []),
    ...(resetAtShell ? ['reset at the firmware’s shell'] : []),
    ...(retries > 0
      ? [retries === 1 ? 'one retry of a failed boot' : `${retries} retries of a failed boot`]
      : []),
  ];
  return parts.length === 0 ? 'off' : parts.join(', ');
}
