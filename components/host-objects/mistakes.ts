import type { z } from 'zod';

/** What is wrong in a draft, by field; what is still empty is not yet wrong. */
export function mistakesIn(
  parsed: z.ZodSafeParseResult<unknown>,
  draft: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const issues = parsed.success ? [] : parsed.error.issues;
  return new Map(
    issues.flatMap(({ path: [field], message }) =>
      typeof field === 'string' && draft[field] !== '' ? [[field, message] as const] : [],
    ),
  );
}
