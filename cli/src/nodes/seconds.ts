import { z } from 'zod';

/** A time limit as typed. */
export const seconds = z.coerce
  .number({ error: 'use a number of seconds' })
  .pipe(z.number().min(0, 'use a number of seconds').max(2_000_000, 'use at most 2000000 seconds'));
