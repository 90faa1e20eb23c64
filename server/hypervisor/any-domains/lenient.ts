import { z } from 'zod';

/** The parser makes a list only of repeated elements; what is not understood is left out, not the rest with it. */
export const eachOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .unknown()
    .optional()
    .transform((found) =>
      listOf(found).flatMap((one) => {
        const parsed = schema.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

function listOf(found: unknown): readonly unknown[] {
  if (Array.isArray(found)) return found;
  return found === undefined ? [] : [found];
}

/** Text of an element, with or without attributes; null if it is empty. */
export const textOf = z
  .union([z.string(), z.object({ '#text': z.string() }).transform((element) => element['#text'])])
  .transform((found) => (found.trim() === '' ? null : found.trim()))
  .nullable()
  .catch(null)
  .default(null);
