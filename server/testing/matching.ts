import { expect } from 'vitest';

/** Vitest's matchers are `any`; as `unknown` they can be used in typed tests. */
export const containing = (text: string): unknown => expect.stringContaining(text);
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const anyText: unknown = expect.any(String);
