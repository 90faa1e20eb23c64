/** X11's names of keys, for VNC servers that take no scan codes. */
const KEYSYMS: Readonly<Record<string, number>> = {
  Backspace: 0xff_08,
  Tab: 0xff_09,
  Enter: 0xff_0d,
  Escape: 0xff_1b,
  Delete: 0xff_ff,
  Insert: 0xff_63,
  Home: 0xff_50,
  End: 0xff_57,
  PageUp: 0xff_55,
  PageDown: 0xff_56,
  ArrowLeft: 0xff_51,
  ArrowUp: 0xff_52,
  ArrowRight: 0xff_53,
  ArrowDown: 0xff_54,
  PrintScreen: 0xff_61,
  ShiftLeft: 0xff_e1,
  ControlLeft: 0xff_e3,
  AltLeft: 0xff_e9,
  MetaLeft: 0xff_eb,
  AltRight: 0xfe_03,
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`F${index + 1}`, 0xff_be + index])),
};

const LATIN_1 = 0xff;
const UNICODE = 0x1_00_00_00;

/** The keysym of a key, or of the character that it types; 0: none. */
export function keysymOf(code: string, character: string): number {
  const named = KEYSYMS[code];
  if (named !== undefined) return named;
  const point = character.codePointAt(0);
  if (point === undefined) return 0;
  return point <= LATIN_1 ? point : UNICODE + point;
}
