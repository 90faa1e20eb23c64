import type { Stage } from '../../../lib/domain/stages.ts';

/** Where a stage began: at its evidence on one port, on others at its time. */
export interface StageBegin {
  readonly stage: Stage;
  /** Milliseconds since 1970, as all times here. */
  readonly at: number;
  readonly port: number | null;
  readonly offset: number | null;
}

/** A boot whose output is indexed. */
export interface IndexedBoot {
  readonly id: string;
  readonly startedAt: number;
  /** In the order in which they began. */
  readonly stages: readonly StageBegin[];
}

/** A line as a terminal would show it. */
export interface IndexedLine {
  /** Of its first character, in bytes since power-on. */
  readonly offset: number;
  /** When it arrived, if that is known. */
  readonly at: number | null;
  readonly text: string;
}

/** Lines that follow each other, between two offsets. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly IndexedLine[];
}

/** How far a port has been read. */
export interface PortPosition {
  /** Where reading continues: the last block is replaced as long as it grows. */
  readonly resume: number;
  /** Everything before it can be found. */
  readonly upTo: number;
}

export interface PortWrite extends PortPosition {
  /** Those that change no more. */
  readonly full: readonly Block[];
  /** The one that still grows. */
  readonly tail: Block | null;
}

export interface IndexQuery {
  /** In lower case; at least one has three characters. */
  readonly terms: readonly string[];
  readonly excluded: readonly string[];
  /** Ids of the boots to search; null: all. */
  readonly boots: readonly string[] | null;
  readonly stages: readonly Stage[];
  readonly ports: readonly number[];
  readonly since: number | null;
  readonly until: number | null;
  /** Where the page before ended. */
  readonly before: number | null;
  /** Boots with hits. */
  readonly limit: number;
  /** Lines of each boot, the first ones. */
  readonly lines: number;
  /** After so many milliseconds the page ends, wherever the search is by then. */
  readonly patience: number;
}

export interface IndexHit extends IndexedLine {
  readonly port: number;
  readonly stage: Stage | null;
}

export interface BootHits {
  readonly boot: string;
  readonly lines: readonly IndexHit[];
  readonly count: number;
  /** There may be more than were counted. */
  readonly more: boolean;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

export interface HitPage {
  /** The boot that began last comes first. */
  readonly boots: readonly BootHits[];
  /** Where the next page begins; null: everything was searched. */
  readonly next: number | null;
  /** The search came as far as boots that began then. */
  readonly searchedTo: number | null;
}
