/** What firmware and kernels take a serial console for. */
const USUAL_SIZE = { columns: 80, rows: 25 };
/** The larger mode that UEFI firmware has for a serial terminal. */
const LARGE_SIZE = { columns: 100, rows: 31 };

const PLACE = new RegExp(String.raw`${String.fromCodePoint(27)}\[(\d{1,3});(\d{1,3})[Hf]`, 'g');

/**
 * The terminal's size, by the places to which the guest moves the cursor. `text` is the beginning of its output. Places far
 * outside, to which programs go to find the size out, do not count.
 */
export function terminalSize(text: string): { readonly columns: number; readonly rows: number } {
  for (const [, row, column] of text.matchAll(PLACE)) {
    const [y, x] = [Number(row), Number(column)];
    const isInside = y <= LARGE_SIZE.rows && x <= LARGE_SIZE.columns;
    if (isInside && (y > USUAL_SIZE.rows || x > USUAL_SIZE.columns)) return LARGE_SIZE;
  }
  return USUAL_SIZE;
}
