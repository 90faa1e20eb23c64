import { type Progress } from '../../contract/boot.ts';
import { type FailureClass, type Stage } from '../stages.ts';

/** A place in a boot's byte log and what stands there. */
export interface Place {
  readonly port: number;
  /** Bytes since power-on of the line's first visible character. */
  readonly offset: number;
  readonly line: string;
}

/** A stage was entered, or got on within itself (`progress`, or a line that proves life). */
export interface StageFinding extends Place {
  readonly kind: 'stage';
  readonly basis: 'observed';
  readonly stage: Stage;
  /** The guest goes through it once more: a retry or a restart. */
  readonly entry: number;
  readonly progress: Progress | null;
}

export interface FailureFinding extends Place {
  readonly kind: 'failure';
  readonly class: FailureClass;
  readonly cause: string;
  readonly fix: string;
  /**
   * Seconds in which the guest may still help itself (iPXE tries again, the prompt comes back); 0 when the failure
   * is final. Whoever tells the story waits that long for another sign of progress.
   */
  readonly grace: number;
}

/** The guest waits for somebody to type. Every port prompts for itself. */
export interface PromptFinding extends Place {
  readonly kind: 'prompt';
  /** `username` and `password` are those of the onboarding; `login` is that of the installed system. */
  readonly prompt: 'username' | 'password' | 'login';
}

export type Finding = StageFinding | FailureFinding | PromptFinding;
