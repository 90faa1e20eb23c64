/** Whether one of the names is what one of the patterns says; `*` stands for any characters. Without patterns, all are. */
export function matcherOf(patterns: readonly string[]): (...names: readonly string[]) => boolean {
  const forms = patterns.map((pattern) => pattern.toLowerCase().split(/\*+/));
  return (...names) =>
    forms.length === 0 || names.some((name) => forms.some((parts) => isLike(name.toLowerCase(), parts)));
}

/** A regular expression could take for ever on patterns with many stars. */
function isLike(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= name.length;
}
