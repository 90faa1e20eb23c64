import type { Observation } from '../../contract/diagnosis.ts';
import { fine, problem, unchecked } from './observation.ts';

const START = /^\d{4}-\d\d-\d\d .*: starting up libvirt version/;
/** libvirt's own lines. */
const OF_LIBVIRT = /^\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+\+\d{4}: /;
const ENDING = /: shutting down, reason=([\w-]+)/;
const WITHOUT_MEANING = /^char device redirected to | warning: |terminating on signal 15 /;
const MOST_LINES = 3;

/** What QEMU said in the last run of a machine, whose log libvirt keeps; `log` null: there is none. */
export function qemuLogOf(log: string | null): Observation {
  const lines = log === null ? [] : lastRun(log.split('\n'));
  if (lines.length === 0) return unchecked('qemu-log', 'The host has no log of its QEMU.');
  const ending = lines.map((line) => ENDING.exec(line)?.[1]).findLast((reason) => reason !== undefined);
  const said = lines.filter(
    (line) => line.trim() !== '' && !OF_LIBVIRT.test(line) && !WITHOUT_MEANING.test(line),
  );
  const why = ending === undefined ? '' : ` libvirt gives the reason “${ending}”.`;
  if (said.length === 0) return fine('qemu-log', `QEMU has said nothing about an error.${why}`);
  const words = said.slice(-MOST_LINES).map((line) => line.trim());
  return problem('qemu-log', 'qemu-error', `QEMU has said: “${words.join(' ')}”.${why}`);
}

/** After the command line, which is one argument a line, each but the last with a backslash at its end. */
function lastRun(lines: readonly string[]): readonly string[] {
  const start = lines.findLastIndex((line) => START.test(line));
  if (start === -1) return [];
  let at = start + 1;
  while (lines[at]?.endsWith('\\') === true) at++;
  return lines.slice(at + 1);
}
