import type { RANKS } from '../../contract/rule-file.ts';
import type { StageProgress } from '../../contract/boot.ts';
import type { FailureClass, Stage } from '../stages.ts';

/** A place in a boot's byte log, and the line at that place. */
export interface Place {
  readonly port: number;
  /** Bytes since power-on of the line's first visible character. */
  readonly offset: number;
  readonly line: string;
}

/** A stage was entered, or made progress (`progress`, or a line that is a sign of life). */
export interface StageDetection extends Place {
  readonly kind: 'stage';
  readonly basis: 'observed';
  readonly stage: Stage;
  /** Counts how often the guest entered it: more than 1 after a retry or a restart. */
  readonly entry: number;
  readonly progress: StageProgress | null;
  /** A retry after an error, which is no progress. */
  readonly isRetry?: boolean;
}

/**
 * How close a line is to the cause, from far to close: a boot manager's "nothing could be booted" is a consequence,
 * "could not load the file" a symptom with several possible causes, "404 Not Found" a cause.
 */
export type Rank = (typeof RANKS)[number];

/** Prompts at which a machine waits for a person, and from which a reset leads. */
export type StopPrompt = 'ipxe' | 'uefi-shell';

export interface FailureDetection extends Place {
  readonly kind: 'failure';
  /** The rule that matched; absent for what the console itself found out. */
  readonly rule?: string;
  readonly class: FailureClass;
  readonly cause: string;
  readonly fix: string;
  /**
   * Seconds in which the guest may still recover by itself (iPXE retries, the prompt returns); 0 for a final failure.
   * Null: the line causes no failure by itself and only explains another one.
   */
  readonly grace: number | null;
  readonly rank: Rank;
  /** The machine waits at this prompt now. */
  readonly stopsAt?: StopPrompt;
}

/** The guest waits for input. Every port shows its own prompt. */
export interface PromptDetection extends Place {
  readonly kind: 'prompt';
  /** `username` and `password`: of the onboarding account; `login`: of the installed system. */
  readonly prompt: 'username' | 'password' | 'login';
}

/** The operation behind a suspected failure of this class has succeeded after all. */
export interface RecoveryDetection extends Place {
  readonly kind: 'recovery';
  readonly class: FailureClass;
}

export type Detection = StageDetection | FailureDetection | PromptDetection | RecoveryDetection;

/** The text by which the node's own rule says that it is ready. */
export interface ReadyDetection extends Place {
  readonly kind: 'ready';
}
