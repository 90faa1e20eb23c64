import { z } from 'zod';
import { stageName } from './boot.ts';

const seconds = z
  .int()
  .min(10, 'use 10 to 86400 seconds')
  .max(86_400, 'use 10 to 86400 seconds')
  .default(1800)
  .meta({ description: 'How long it may take without any sign of progress, once the boot program runs' });

/** Searched for literally: a pattern of a person's could take forever on what a guest prints. */
const readyText = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{3,200}$/u, 'use 3 to 200 characters of a single line')
  .refine((text) => text.trim() === text, 'leave out spaces at both ends');

/** When a node counts as ready, other than by the orchestrator. */
export const readyRule = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('login-prompt'), seconds }),
    z.strictObject({
      kind: z.literal('text'),
      text: readyText,
      port: z.int().min(0).max(1).nullable().default(null).meta({ description: 'null: either serial port' }),
      seconds,
    }),
    z.strictObject({
      kind: z.literal('tcp-port'),
      port: z.int('use 1 to 65535').min(1, 'use 1 to 65535').max(65_535, 'use 1 to 65535'),
      seconds,
    }),
    z.strictObject({
      kind: z.literal('stage'),
      stage: stageName.exclude(['defined', 'powered-on', 'ready']),
      seconds,
    }),
  ])
  .meta({ id: 'ReadyRule' });
export type ReadyRule = z.infer<typeof readyRule>;
