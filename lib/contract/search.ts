import { z } from 'zod';
import { moment, stageName } from './boot.ts';

const MOST_BOOTS = 100;
const MOST_LINES = 1000;

const whole = (most: number) => z.coerce.number().int().min(1).max(most);

export const searchQuery = z.object({
  q: z.string().max(500).meta({
    description:
      'Texts that a line has to contain, "in quotes" as they are, after a minus not to contain; and the filters node:, run:, host:, stage:, port:, since:, until:',
  }),
  boot: z.uuid().optional().meta({ description: 'Only in this boot, by its id' }),
  before: z
    .string()
    .regex(/^\d{1,16}$/)
    .optional()
    .meta({ description: 'Where the page before ended: its `next`' }),
  boots: whole(MOST_BOOTS).default(25).meta({ description: 'Boots in a page' }),
  lines: whole(MOST_LINES).default(5).meta({ description: 'Lines of each boot, the first ones' }),
});
export type SearchRequest = z.output<typeof searchQuery>;
/** With what is left out left to the server. */
export type SearchAsked = Pick<SearchRequest, 'q'> & {
  readonly [Key in keyof SearchRequest]?: SearchRequest[Key] | undefined;
};

const searchHit = z
  .object({
    port: z.int().min(0),
    /** Bytes since power-on of the first character of the line. */
    offset: z.int().min(0),
    /** When it arrived; null if that was not recorded. */
    at: moment.nullable(),
    /** In which it was printed, as far as that is known. */
    stage: stageName.nullable(),
    /** As a terminal would show it, without colours and what was overwritten; at most its first 1024 characters. */
    line: z.string(),
    /** Beginnings and ends of what was looked for in the line. */
    marks: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHit>;

const searchedBoot = z
  .object({
    id: z.uuid(),
    node: z.object({ id: z.string(), name: z.string(), deleted: z.boolean() }),
    host: z.string(),
    run: z.string(),
    boot: z.int().min(1),
    startedAt: moment,
    /** Lines that were found. */
    count: z.int().min(1),
    /** There may be more lines than were counted. */
    more: z.boolean(),
    firstAt: moment.nullable(),
    lastAt: moment.nullable(),
    hits: z.array(searchHit),
  })
  .meta({ id: 'SearchedBoot' });
export type SearchedBoot = z.infer<typeof searchedBoot>;

export const searchIndexState = z
  .object({
    /** `building`: boots are missing in it so far; `stopped`: it does not follow, for the reason in `problem`. */
    state: z.enum(['current', 'building', 'stopped']),
    /** Boots that have ended and are in it, of all that have logs. */
    done: z.int().min(0),
    total: z.int().min(0),
    /** Why it is made anew from the logs; null when it is not. */
    rebuilt: z.enum(['missing', 'damaged', 'version']).nullable(),
    problem: z.object({ since: moment, message: z.string(), fix: z.string() }).nullable(),
  })
  .meta({ id: 'SearchIndexState' });
export type SearchIndexState = z.infer<typeof searchIndexState>;

export const searchResult = z
  .object({
    /** The boot that began last comes first. */
    boots: z.array(searchedBoot),
    /** For `before` of the next page; null: everything was searched. */
    next: z.string().nullable(),
    /** The page came as far as boots that began then; null: everything was searched. */
    searchedTo: moment.nullable(),
    index: searchIndexState,
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResult>;
