import { z } from 'zod';

/** A word, or a key and a value: what people sort their machines by. */
export const label = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}(=[A-Za-z0-9._/-]{0,63})?$/,
    'use a word or KEY=VALUE of letters, digits, ".", "_", "/" and "-"',
  );

export const labels = z.array(label).max(20, 'use at most 20 labels');
