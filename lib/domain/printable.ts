/**
 * What a terminal would interpret, or what hides or reverses the text next to it: control characters (C0 and C1), line
 * separators, direction marks, zero-width characters, lone surrogates.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** One line of untrusted text, with its invisible characters made visible. */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

/** The same for multi-line text; keeps line breaks and tabs. */
export const printableLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');

const unit = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

/** JSON with the same meaning and without such characters; its line breaks are kept. */
export const printableJson = (json: string): string =>
  json.replace(UNSAFE, (character) => (character === '\n' ? '\n' : unit(character)));
