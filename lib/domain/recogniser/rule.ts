import { type FailureClass, type Stage } from '../stages.ts';
import { type PromptDetection, type Rank } from './detections.ts';

/** What a rule remembers for others. Kept per port, but for those in SHARED_MARKS. */
export type Mark =
  | 'https'
  | 'station-address'
  /** DHCP named an address to boot from. */
  | 'boot-uri'
  /** The boot program has come as a whole, in this attempt of the firmware; in this boot. */
  | 'downloaded'
  | 'had-program'
  | 'credentials-sent'
  | 'refused'
  /** The installed system, not only its boot loader, has spoken. */
  | 'system-up';

/** Typed on one port, refused on both. */
export const SHARED_MARKS: readonly Mark[] = ['credentials-sent'];

export interface RuleFailure {
  readonly class: FailureClass;
  /** `$1` stands for the first group of `shape`. */
  readonly cause: string;
  readonly fix: string;
  /** See FailureFinding, both. */
  readonly grace: number | null;
  readonly rank: Rank;
}

/**
 * One text that means something. Rules are tried in the order of their table; the first that fits and gives
 * something ends the search. `text` decides alone in most cases and always comes first, so that the regular
 * expressions, which see one bounded line, are rarely run.
 */
export interface Rule {
  /**
   * `begins`: as soon as the line begins so. `holds`: when it is complete and contains it. `ends`: as soon as it ends
   * so (prompts). `percent`: when a percentage follows `... ` on a line that contains it. `reset`: the firmware's
   * terminal mode; `text` is for people then.
   */
  readonly when: 'begins' | 'holds' | 'ends' | 'percent' | 'reset';
  readonly text: string;
  /** `text` is lower case and fits any case. Only with `holds`. */
  readonly anyCase?: true;
  readonly shape?: RegExp;
  /** The port must have come at least here … */
  readonly from?: Stage;
  /** … and not farther than here. */
  readonly until?: Stage;
  readonly needs?: Mark;
  readonly unless?: Mark;
  readonly sets?: Mark | readonly Mark[];
  readonly clears?: Mark | readonly Mark[];
  readonly stage?: Stage;
  /** The first group of `shape` (or the percentage) is the step. */
  readonly progress?: { readonly total: number; readonly text: string; readonly isRetry?: true };
  readonly prompt?: PromptDetection['prompt'];
  /** The line means nothing, whatever the rules behind this one would see in it. */
  readonly isHarmless?: true;
  /** See ReliefFinding. */
  readonly recovers?: FailureClass;
  readonly failure?: RuleFailure;
}
