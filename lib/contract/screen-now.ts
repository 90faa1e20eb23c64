import { z } from 'zod';
import { moment } from './boot.ts';

/** What the display of a node that is on shows. */
const screenNow = z
  .object({
    /** The node's id. */
    node: z.string(),
    /** Names the picture: another name is another picture. It is at `/nodes/{node}/screen/latest`. */
    picture: z.string(),
    /** When it was taken. */
    at: moment,
  })
  .meta({ id: 'ScreenNow' });
export type ScreenNow = z.infer<typeof screenNow>;

export const screenList = z.object({ screens: z.array(screenNow) });
