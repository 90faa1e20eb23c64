/** Whether a text matches a pattern in which `*` stands for any characters and `?` for one; letter case is ignored. */
export function globMatches(pattern: string, text: string): boolean {
  // Consecutive stars mean what one means, and would let the matcher try every way of sharing the text out.
  const expression = pattern
    .replaceAll(/\*+/g, '*')
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'is').test(text);
}
