import { z } from 'zod';
import { SCREEN_FONTS } from '../domain/screen-text/font-names.ts';

/** What is written on a screen: recognised by the fonts of firmware and text consoles. */
export const screenText = z
  .object({
    /** Of the picture, in pixels. */
    width: z.int().min(1),
    height: z.int().min(1),
    /** The rows of the console, without blanks at their ends; none where no text was recognised. U+FFFD: something else. */
    lines: z.array(z.string()),
    /** The share of the cells with something in them that were recognised, from 0 to 1. */
    confidence: z.number().min(0).max(1),
    font: z.enum(SCREEN_FONTS).nullable(),
  })
  .meta({ id: 'ScreenText' });
export type ScreenText = z.infer<typeof screenText>;
