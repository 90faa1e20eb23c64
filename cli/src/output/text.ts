/** C0 without tab, DEL and C1: what makes a terminal do things. */
// eslint-disable-next-line no-control-regex -- these are the very characters meant
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** Text that may come from a guest, fit to be shown: a guest must not be able to move the cursor or worse. */
export const printable = (text: string): string => text.replaceAll(CONTROL, '\uFFFD');

/** Columns as wide as their widest cell; the last is not padded. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
  const render = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${lines.map(render).join('\n')}\n`;
}

/** `name: value` lines with the values below each other. */
export function facts(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 1;
  return pairs.map(([name, value]) => `${`${name}:`.padEnd(width)} ${printable(value)}\n`).join('');
}
