/**
 * What a terminal obeys, or what hides or turns round the text beside it: controls (C0 and C1), separators of lines,
 * marks of writing direction, characters without width, halves of characters.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** One line of text from elsewhere, with every character visible that would not be. */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

/** The same for text of several lines, with their tabs. */
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

/** JSON that means the same and has nothing of that kind in it; its own lines stay. */
export const printableJson = (json: string): string =>
  json.replace(UNSAFE, (character) => (character === '\n' ? '\n' : unit(character)));
