/** The filters of which a search has at most one, which the page offers to choose. */
export type ChosenFilter = 'since' | 'stage' | 'port';

/** With what comes before and behind it. */
const formOf = (key: ChosenFilter): RegExp =>
  new RegExp(String.raw`(^|\s)${key}:("[^"]*"|\S+)(?=\s|$)`, 'gi');

/** The value of a filter in a search as it was typed; null without one. */
export function filterIn(text: string, key: ChosenFilter): string | null {
  const value = formOf(key).exec(text)?.[2];
  return value?.replaceAll('"', '') ?? null;
}

/** The search with this value of the filter, in place of others; null: without it. */
export function withFilter(text: string, key: ChosenFilter, value: string | null): string {
  const rest = text.replaceAll(formOf(key), '').trim();
  return [rest, ...(value === null ? [] : [`${key}:${value}`])].filter((part) => part !== '').join(' ');
}
