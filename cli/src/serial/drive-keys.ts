/** Ctrl-^, which is Ctrl-6 on most keyboards: the next key is a command about who drives. */
export const ESCAPE = '\u001e';

/**
 * Takes the commands out of what is typed: the escape and the key after it, which may come later. The escape twice types
 * it once.
 */
export function createDriveKeys(command: (key: string) => void): (text: string) => string {
  let escaped = false;
  return (text) => {
    if (!escaped && !text.includes(ESCAPE)) return text;
    let rest = '';
    for (const key of text) {
      if (escaped && key !== ESCAPE) command(key);
      else if (escaped || key !== ESCAPE) rest += key;
      escaped = key === ESCAPE && !escaped;
    }
    return rest;
  };
}
