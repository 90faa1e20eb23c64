import { expect } from 'vitest';

/** vitest's matchers, typed as what they are: values that stand for others. */
export const like = {
  stringContaining: (text: string): unknown => expect.stringContaining(text),
  stringMatching: (pattern: RegExp): unknown => expect.stringMatching(pattern),
  objectContaining: (facts: Record<string, unknown>): unknown => expect.objectContaining(facts),
  any: (constructor: unknown): unknown => expect.any(constructor),
};
