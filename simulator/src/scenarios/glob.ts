/** Case-insensitive glob match: `*` matches any characters, `?` exactly one. */
export function globMatches(pattern: string, text: string): boolean {
  // Consecutive stars are equivalent to one, but would make the regular expression backtrack exponentially.
  const expression = pattern
    .replaceAll(/\*+/g, '*')
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'is').test(text);
}
