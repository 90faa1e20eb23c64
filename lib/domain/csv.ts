export interface CsvRow {
  /** Of its first character, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** The text ended inside of quotation marks. */
  readonly unclosed: boolean;
}

/** The rows of a CSV text (RFC 4180) that are not empty. A quoted field may contain commas, quotes and line breaks. */
export function csvRows(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let field = '';
  let [line, start, quoted] = [1, 1, false];
  const endRow = (): void => {
    fields.push(field);
    if (fields.some((each) => each.trim() !== '')) rows.push({ line: start, fields, unclosed: quoted });
    [fields, field] = [[], ''];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\n') line++;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[at++] ?? '';
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      fields.push(field);
      field = '';
    } else if (character === '\n') {
      endRow();
      start = line;
    } else if (character !== '\r') field += character;
  }
  endRow();
  return rows;
}

const fieldText = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export const csvLine = (fields: readonly string[]): string => `${fields.map(fieldText).join(',')}\n`;
