/** The search as it is typed in the page: the words, and the options as filters. */
export function searchText(
  words: readonly string[],
  filters: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(filters).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}:"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`],
  );
  return [...words, ...given].join(' ');
}
