import { z } from 'zod';
import { moment } from './boot.ts';

/** Of one request. */
export const MOST_TAILS = 100;
export const MOST_TAIL_LINES = 60;
/** What a tile of the wall has room for. */
const TILE_LINES = 14;

/** The lines that a node printed last, as a terminal of one line would show them: without colours and cursor movements. */
const serialTail = z
  .object({
    node: z.string(),
    /** Changes with the output; sent back, the answer leaves out what has not changed. */
    tag: z.string(),
    boot: z.int().min(1),
    /** The serial port that printed last. */
    port: z.int().min(0).max(1),
    /** The oldest first; what repeats itself, as progress does, is one line. */
    lines: z.array(z.string()),
    /** When its last byte arrived; null when that is not known, or when nothing was printed. */
    at: moment.nullable(),
  })
  .meta({ id: 'SerialTail' });
export type SerialTail = z.infer<typeof serialTail>;

export const serialTails = z.object({ tails: z.array(serialTail) }).meta({ id: 'SerialTails' });

const asked = z.string().regex(/^[\w.-]{1,100}(?:~[\d-]{1,60})?$/, 'use NODE or NODE~TAG');

export const serialTailsQuery = z
  .object({
    /** `ID` or `ID~TAG`, separated by commas; nodes that are gone or were never powered on are left out of the answer. */
    nodes: z
      .string()
      .max(20_000)
      .transform((text) => text.split(',').filter((each) => each !== ''))
      .pipe(z.array(asked).min(1, 'name at least one node').max(MOST_TAILS, `name at most ${MOST_TAILS}`)),
    lines: z.coerce.number().int().min(1).max(MOST_TAIL_LINES).default(TILE_LINES),
  })
  .meta({ id: 'SerialTailsQuery' });

/** A node whose last lines are wanted, and the tag of those that are known. */
export interface AskedTail {
  readonly node: string;
  readonly tag?: string | undefined;
}

export const writeAsked = (all: readonly AskedTail[]): string =>
  all.map(({ node, tag }) => (tag === undefined ? node : `${node}~${tag}`)).join(',');

export function readAsked(text: string): AskedTail {
  const [node = '', tag] = text.split('~');
  return { node, tag };
}
