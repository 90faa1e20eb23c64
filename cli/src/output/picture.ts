import type { Output } from './output.ts';

/** Returns a function that draws over what it drew before. */
export function pictureOn(output: Pick<Output, 'draw'>): (text: string) => Promise<void> {
  let drawn = 0;
  return (text) => {
    const up = drawn === 0 ? '' : `\x1b[${drawn}A`;
    drawn = text.split('\n').length - 1;
    return output.draw(`${up}\x1b[J`, text);
  };
}

/** The text without what a terminal of this width would wrap. */
export const cutTo = (columns: number, text: string): string =>
  text
    .split('\n')
    .map((line) => line.slice(0, Math.max(20, columns - 1)))
    .join('\n');
