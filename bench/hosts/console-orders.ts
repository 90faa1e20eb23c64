import { z } from 'zod';

/** What a console in a process of its own is asked for; each is answered with durations, most with none. */
export const order = z.discriminatedUnion('act', [
  /** Resolves when all hosts are listed. */
  z.object({ act: z.literal('open'), uris: z.array(z.string()) }),
  /** Calls to that host from now on. */
  z.object({ act: z.literal('hang'), host: z.string() }),
  /** So many operations on each of the first hosts. */
  z.object({ act: z.literal('work'), atOnce: z.int(), each: z.int() }),
]);
export type Order = z.infer<typeof order>;

export const answer = z.array(z.number());
