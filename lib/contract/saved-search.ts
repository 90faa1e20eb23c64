import { z } from 'zod';
import { moment } from './boot.ts';

const name = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(100, 'use at most 100 characters')
  .regex(/^\P{Cc}*$/u, 'leave out control characters');

export const savedSearchRequest = z
  .strictObject({
    name,
    q: z.string().min(1, 'the search is empty').max(500, 'use at most 500 characters'),
    /** Webhooks and open browsers are told of lines that are printed from now on, once for each boot. */
    alarm: z.boolean().default(false),
  })
  .meta({ id: 'SavedSearchRequest' });
export type SavedSearchRequest = z.output<typeof savedSearchRequest>;
export type SavedSearchInput = z.input<typeof savedSearchRequest>;

export const savedSearch = z
  .object({
    id: z.string(),
    name: z.string(),
    q: z.string(),
    alarm: z.boolean(),
    createdAt: moment,
    createdBy: z.string(),
  })
  .meta({ id: 'SavedSearch' });
export type SavedSearch = z.infer<typeof savedSearch>;

export const savedSearchList = z.object({ searches: z.array(savedSearch) }).meta({ id: 'SavedSearchList' });
