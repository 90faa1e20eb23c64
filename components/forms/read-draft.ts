import type { z } from 'zod';

/** The request that a draft means, or what is wrong with which field. */
export type ReadDraft<Request> =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly errors: ReadonlyMap<string, string> };

/** What is said of a field instead of what a schema says. */
type Words = (path: string, message: string) => string | undefined;

/** The first mistake of each field, by its path in the request. */
export function mistakesOf(error: z.ZodError | undefined, words?: Words): Map<string, string> {
  const mistakes = new Map<string, string>();
  for (const { path, message } of error?.issues ?? []) {
    const place = path.map(String).join('.');
    if (!mistakes.has(place)) mistakes.set(place, words?.(place, message) ?? message);
  }
  return mistakes;
}

/** What a schema makes of a draft. */
export function readAs<Request>(
  schema: z.ZodType<Request>,
  input: unknown,
  words?: Words,
): ReadDraft<Request> {
  const { success, data, error } = schema.safeParse(input);
  return success ? { ok: true, request: data } : { ok: false, errors: mistakesOf(error, words) };
}

/** Nothing differs, or nothing is given: it cannot be sent, and no field is wrong. */
export const NOTHING_TO_SEND = { ok: false, errors: new Map<string, string>() } as const;

/** Of required fields: what a schema says of an empty one is of no help. */
export const toEnter: Words = (_, message) => (message.startsWith('Invalid input') ? 'enter it' : undefined);
