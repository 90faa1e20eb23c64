import type { Observation } from '../../../lib/contract/diagnosis.ts';
import { fine, problem } from '../../../lib/domain/diagnosis/observation.ts';
import { findingOfRule } from '../../../lib/domain/diagnosis/serial-findings.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import type { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { textOnPicture } from '../console/screen-text.ts';

/** What is quoted of a screen: its end, where prompts and errors are. */
const MOST_LINES = 5;

/**
 * What the display shows now, and what the rules of serial output find in it: firmware and consoles show the same there, and
 * some boot loaders nothing on serial. Like all that a guest says it is only observed.
 */
export function pictureOf(png: Buffer, rules: RuleSet, stage: Stage): Observation[] {
  const { lines, width, height } = textOnPicture(png);
  const written = lines.map((line) => line.trim()).filter((line) => /[\p{L}\p{N}]/u.test(line));
  if (written.length === 0)
    return [fine('picture', `Nothing on the display (${width}×${height}) can be read as text.`)];
  const quoted = printable(written.slice(-MOST_LINES).join(' / '));
  const text = Buffer.from(`${written.join('\r\n')}\r\n`);
  const found = new Recogniser(rules, stage).feed(0, text).findLast(({ kind }) => kind === 'failure');
  if (found?.kind !== 'failure') return [fine('picture', `The display shows: “${quoted}”.`)];
  const { rule, cause, fix, line } = found;
  return [
    problem(
      'picture',
      rule === undefined ? null : findingOfRule(rule),
      `${cause} The display shows: “${printable(line)}”.`,
      { basis: 'observed', fix },
    ),
  ];
}
