/** Whether every word of a filter is somewhere in a text, or is one that `special` decides: true, false, or null. */
export function hasWords(
  text: string,
  filter: string,
  special: (word: string) => boolean | null = () => null,
): boolean {
  const lower = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => special(word) ?? lower.includes(word));
}
