import { keyboardLayout, type Layout, type LayoutId, type Stroke } from './layout.ts';

/** Keys that type a character, whatever the layout. */
const CONTROLS: Readonly<Record<string, string>> = { '\n': 'Enter', '\t': 'Tab' };

/** Typed as a dead key and then a blank. Others become what ASCII has for them: an acute accent, an apostrophe. */
const SPACING: Readonly<Record<string, string>> = {
  '`': '\u{300}',
  '^': '\u{302}',
  '~': '\u{303}',
};

/** How a character is typed; null: the layout cannot. */
function strokesOf(character: string, { keys }: Layout): readonly Stroke[] | null {
  const control = CONTROLS[character];
  if (control !== undefined) return [{ code: control, shift: false, altGr: false, character }];
  const direct = keys.get(character);
  if (direct !== undefined) return [direct];
  const spacing = SPACING[character];
  const [base = '', mark = ''] =
    spacing === undefined ? Array.from(character.normalize('NFD')) : [' ', spacing];
  const [dead, letter] = [keys.get(mark), keys.get(base)];
  if (dead === undefined || letter === undefined) return null;
  if (spacing === undefined && (base + mark).normalize('NFC') !== character) return null;
  return [
    { ...dead, character: '' },
    { ...letter, character },
  ];
}

export interface TypedText {
  /** Per character of the text. */
  readonly strokes: readonly (readonly Stroke[])[];
  /** Characters that the layout cannot type, each once. */
  readonly unknown: readonly string[];
}

/** The keys that type a text into a guest that has this layout; line ends are Enter. */
export function strokesFor(text: string, id: LayoutId): TypedText {
  const layout = keyboardLayout(id);
  const characters = Array.from(text.replaceAll(/\r\n?/g, '\n').normalize('NFC'));
  const typed = characters.map((character) => strokesOf(character, layout));
  return {
    strokes: typed.filter((each) => each !== null),
    unknown: [...new Set(characters.filter((_, index) => typed[index] === null))],
  };
}
