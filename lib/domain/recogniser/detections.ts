import { type StageProgress } from '../../contract/boot.ts';
import { type FailureClass, type Stage } from '../stages.ts';

/** A place in a boot's byte log and what stands there. */
export interface Place {
  readonly port: number;
  /** Bytes since power-on of the line's first visible character. */
  readonly offset: number;
  readonly line: string;
}

/** A stage was entered, or got on within itself (`progress`, or a line that proves life). */
export interface StageDetection extends Place {
  readonly kind: 'stage';
  readonly basis: 'observed';
  readonly stage: Stage;
  /** The guest goes through it once more: a retry or a restart. */
  readonly entry: number;
  readonly progress: StageProgress | null;
  /** The same again after an error: it gets no nearer to the end by that. */
  readonly isRetry?: boolean;
}

/**
 * How near a line is to the cause, from far to near. A boot manager's "nothing could be booted" follows from something
 * (consequence); "could not load the file" may have several causes (symptom); "404 Not Found" is one (cause).
 */
export const RANKS = ['consequence', 'symptom', 'cause'] as const;
export type Rank = (typeof RANKS)[number];

export interface FailureDetection extends Place {
  readonly kind: 'failure';
  readonly class: FailureClass;
  readonly cause: string;
  readonly fix: string;
  /**
   * Seconds in which the guest may still help itself (iPXE tries again, the prompt comes back); 0 when the failure
   * is final. That long another sign of progress is waited for. Null: it fails nothing by itself
   * and only explains what else goes wrong.
   */
  readonly grace: number | null;
  readonly rank: Rank;
}

/** The guest waits for somebody to type. Every port prompts for itself. */
export interface PromptDetection extends Place {
  readonly kind: 'prompt';
  /** `username` and `password` are those of the onboarding; `login` is that of the installed system. */
  readonly prompt: 'username' | 'password' | 'login';
}

/** What this class of failure was suspected for has worked after all. */
export interface RecoveryDetection extends Place {
  readonly kind: 'relief';
  readonly class: FailureClass;
}

export type Detection = StageDetection | FailureDetection | PromptDetection | RecoveryDetection;
