import { z } from 'zod';
import { moment } from './boot.ts';

/** A page of the console: no address of another site. */
const pagePath = z
  .string()
  .max(2000)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'use the path of a page of the console, such as /wall');
/** A part of the width or height. */
const share = z.number().min(0).max(1);

/** What whoever presents has on the screen. */
export const presentedView = z
  .strictObject({
    path: pagePath,
    /** How far the page is scrolled down, of all that it can be. */
    scroll: share.default(0),
    /** Where the laser pointer is in the window; null while it is off. */
    pointer: z.strictObject({ x: share, y: share }).nullable().default(null),
  })
  .meta({ id: 'PresentedView' });
export type PresentedView = z.output<typeof presentedView>;

/** Somebody shows the console to others, who may follow. */
export const presentation = z
  .object({
    id: z.string(),
    /** Who presents. */
    by: z.string(),
    view: presentedView,
    since: moment,
    revision: z.int(),
  })
  .meta({ id: 'Presentation' });
export type Presentation = z.infer<typeof presentation>;

export const presentationList = z
  .object({ presentations: z.array(presentation) })
  .meta({ id: 'PresentationList' });

export const presentationEnded = z.object({ id: z.string() });

/** After so long without a word from the presenter it is over; a page says something sooner. */
export const PRESENTATION_LEASE_MS = 30_000;
