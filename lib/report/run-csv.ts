import type { Node } from '../contract/node.ts';
import { csvLine } from '../domain/csv.ts';
import { STAGES } from '../domain/stages.ts';
import { stageTimes, UPSTREAM_CODES } from './run-summary.ts';

const TIMED = STAGES.filter((stage) => stage !== 'ready');

/** What a spreadsheet would take for a formula begins with an apostrophe. */
const cell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** One line for each node: how it ended, and the seconds of each of its stages. */
export function runCsv(nodes: readonly Node[]): string {
  const head = ['Node', 'Serial', 'UUID', 'Host', 'Stage', 'CreatedAt', 'ReadyAt'];
  const failures = ['FailureClass', 'UpstreamCodes', 'Cause'];
  const lines = nodes.map((node) => {
    const times = stageTimes(node);
    const { failure } = node;
    const facts = [node.name, node.serial, node.uuid, node.host, node.stage, node.createdAt];
    const why =
      failure === null ? ['', '', ''] : [failure.class, UPSTREAM_CODES[failure.class], failure.cause];
    const seconds = TIMED.map((stage) => times.get(stage)).map((ms) =>
      ms === undefined ? '' : (ms / 1000).toFixed(3),
    );
    return csvLine([...facts, node.readyAt ?? '', ...why, ...seconds].map(cell));
  });
  return csvLine([...head, ...failures, ...TIMED]) + lines.join('');
}
