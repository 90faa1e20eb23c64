/** Stands for nothing in a layout's table. */
export const NO_CHARACTER = '\0';

const row = (first: number, codes: string): [number, string][] =>
  codes.split(' ').map((code, index) => [first + index, code]);

/** The keys that type characters: names of the DOM's `KeyboardEvent.code`, by Linux's key codes. */
export const KEYS: Readonly<Record<number, string>> = Object.fromEntries([
  ...row(2, 'Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal'),
  ...row(16, 'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight'),
  ...row(30, 'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote'),
  ...row(43, 'Backslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash'),
  [57, 'Space'],
  [86, 'IntlBackslash'],
  [89, 'IntlRo'],
  [124, 'IntlYen'],
]);
