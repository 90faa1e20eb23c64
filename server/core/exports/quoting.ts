import { ConsoleError } from '../../../lib/contract/error.ts';

/** One word for a POSIX shell, with nothing in it that the shell interprets. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A Ruby string without interpolation. */
export const rubyString = (text: string): string =>
  `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;

/** A quoted template of HCL, in which nothing is a template. */
export const hclString = (text: string): string =>
  hclLiteral(JSON.stringify(text)).replaceAll(/[\u2028\u2029]/g, (character) => unicodeEscape(character));

/** The same for a part of a heredoc. */
export const hclLiteral = (text: string): string =>
  text.replaceAll(/[$%](?=\{)/g, (sign) => `${sign}${sign}`);

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};

export const xmlText = (text: string): string =>
  text.replaceAll(/[&<>'"]/g, (character) => ENTITIES[character] ?? character);

/** XML as a part of an XSLT template, where braces in attributes are expressions; ours has no ">" in attributes. */
export const xsltLiteral = (xml: string): string =>
  xml.replaceAll(/<[^>]*>/g, (tag) => tag.replaceAll(/[{}]/g, (brace) => `${brace}${brace}`));

/** A comment until the end of the line, whatever the text has. */
export const comment = (text: string): string => `# ${text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;

/** The lines of a text as input, which ends at a word that is none of them. */
export function heredoc(text: string): { readonly word: string; readonly lines: string } {
  const lines = text.split('\n');
  let word = 'END';
  while (lines.includes(word)) word += '_';
  return { word, lines: `${text.replace(/\n$/, '')}\n${word}` };
}

/** A value that both a shell and Ruby read from the same assignment. */
export function sharedString(name: string, value: string): string {
  if (/^[^'\\\n\r]*$/.test(value)) return `'${value}'`;
  throw new ConsoleError('invalid', `${name} has characters that this file cannot hold.`, {
    fix: 'Write it by hand, or export the nodes in another format.',
  });
}
