import { expect } from 'vitest';

/** Vitest's own matchers are of no type at all; these stand where any value may stand. */
export function containing(text: string): unknown {
  return expect.stringContaining(text);
}

export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
