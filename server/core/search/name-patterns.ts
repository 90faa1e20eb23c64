import { isLike } from '../../../lib/domain/wildcard.ts';

/** Whether one of the names is what one of the patterns says; `*` stands for any characters. Without patterns, all are. */
export function matcherOf(patterns: readonly string[]): (...names: readonly string[]) => boolean {
  const forms = patterns.map((pattern) => pattern.toLowerCase());
  return (...names) =>
    forms.length === 0 || names.some((name) => forms.some((form) => isLike(name.toLowerCase(), form)));
}
