/** Joins class names; what is false is left out. */
export const classes = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name) => typeof name === 'string' && name !== '').join(' ');

/** Cells of a table. */
export const TH = 'h-8 px-3 text-left text-xs font-medium text-ink-3 whitespace-nowrap';
export const TD = 'h-9 px-3 whitespace-nowrap';
