import { bytes as sizeText } from '../../../lib/domain/format.ts';
import type { Output } from '../output/output.ts';

const BAR = 30;
const STEP = 0.1;

/** `[=======>      ]  42 %  1.2 GiB of 2.9 GiB` */
function progressLine(received: number, total: number): string {
  const done = Math.round((received / total) * BAR);
  const bar = `${'='.repeat(done)}${done < BAR ? '>' : ''}`.padEnd(BAR);
  const percent = String(Math.floor((received / total) * 100)).padStart(3);
  return `[${bar.slice(0, BAR)}] ${percent} %  ${sizeText(received)} of ${sizeText(total)}`;
}

/** One line that changes on a terminal; elsewhere a line for every tenth. Nothing with --json. */
export function progressTeller(output: Output, total: number): (received: number) => void {
  let told = 0;
  return (received) => {
    if (output.json) return;
    if (output.interactive) {
      process.stderr.write(`\r${progressLine(received, total)}${received === total ? '\n' : ''}`);
      return;
    }
    if (received < total && received / total < told + STEP) return;
    told = received / total;
    output.progress(progressLine(received, total));
  };
}
