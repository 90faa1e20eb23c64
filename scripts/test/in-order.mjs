// @ts-check

/** @typedef {{ write: (text: string) => void, end: () => void }} Output */

/**
 * What programs that run at the same time print, shown one after the other: the first as it comes, and of each other one
 * all of it as soon as those before it have ended.
 * @param {number} count
 * @param {(text: string) => void} print
 * @returns {Output[]}
 */
export function inOrder(count, print) {
  const outputs = Array.from({ length: count }, () => ({ kept: '', ended: false }));
  let shown = 0;
  return outputs.map((output, index) => ({
    write(text) {
      if (index === shown) print(text);
      else output.kept += text;
    },
    end() {
      output.ended = true;
      for (; outputs[shown]?.ended; shown++) print(outputs[shown + 1]?.kept ?? '');
    },
  }));
}
