import type { FailureClass, Stage } from '../stages.ts';
import type { PromptDetection, Rank, StopPrompt } from './detections.ts';

/** What a rule records for other rules. Kept per port, except for SHARED_MARKS. */
export type Mark =
  | 'https'
  | 'station-address'
  /** DHCP named an address to boot from. */
  | 'boot-uri'
  /** The boot program was downloaded completely: in this attempt of the firmware; at any time in this boot. */
  | 'downloaded'
  | 'had-program'
  | 'credentials-sent'
  | 'refused'
  /** The installed system, not only its boot loader, has printed something. */
  | 'system-up';

/** Credentials are typed on one port, and both show the refusal. */
export const SHARED_MARKS: readonly Mark[] = ['credentials-sent'];

export interface RuleFailure {
  readonly class: FailureClass;
  /** `$1` stands for the first group of `shape`. */
  readonly cause: string;
  readonly fix: string;
  /** See FailureDetection for `grace` and `rank`. */
  readonly grace: number | null;
  readonly rank: Rank;
  /** See FailureDetection. */
  readonly stopsAt?: StopPrompt;
}

/**
 * One text with a meaning. Rules are tried in the order of their table; the first conclusive match ends the search.
 * `text` is compared first and is usually enough, so the regular expressions, which see one bounded line, rarely run.
 */
export interface Rule {
  /**
   * `begins`: as soon as the line begins with the text. `contains`: when the line is complete and contains it. `ends`:
   * as soon as the line ends with it (prompts). `percent`: when a percentage follows `... ` on a line that contains it.
   * `reset`: when the firmware sets its terminal mode; `text` is only a description then.
   */
  readonly when: 'begins' | 'contains' | 'ends' | 'percent' | 'reset';
  readonly text: string;
  /** `text` is lower case and matches any case. Only with `contains`. */
  readonly anyCase?: true;
  readonly shape?: RegExp;
  /** The earliest stage of the port at which the rule applies. */
  readonly from?: Stage;
  /** The latest one. */
  readonly until?: Stage;
  readonly needs?: Mark;
  readonly unless?: Mark;
  readonly sets?: Mark | readonly Mark[];
  readonly clears?: Mark | readonly Mark[];
  readonly stage?: Stage;
  /** The first group of `shape` (or the percentage) is the step. */
  readonly progress?: { readonly total: number; readonly text: string; readonly isRetry?: true };
  readonly prompt?: PromptDetection['prompt'];
  /** The line is harmless, even if a later rule matches it. */
  readonly isHarmless?: true;
  /** See RecoveryDetection. */
  readonly recovers?: FailureClass;
  readonly failure?: RuleFailure;
}
