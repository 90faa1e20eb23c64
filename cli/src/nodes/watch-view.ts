import type { Node } from '../../../lib/contract/node.ts';
import { age, duration } from '../../../lib/domain/format.ts';
import type { Output } from '../output/output.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { whereItIs } from '../../../lib/report/progress.ts';
import { table } from '../output/text.ts';

interface NodeChange {
  readonly at: string;
  readonly node: string;
  readonly state: string;
  readonly stage: string;
}

export interface WatchView {
  show(node: Node): void;
  changes(): readonly NodeChange[];
  close(): void;
}

/** Fast enough for a person, and many changes at once are one picture. */
const REDRAW_AFTER = 100;
/** Durations grow while nothing happens. */
const TICK = 1000;

function stageAge(node: Node): string {
  const current = node.stages.at(-1);
  if (current === undefined) return '';
  const end = current.endedAt === null ? Date.now() : Date.parse(current.endedAt);
  return duration(end - Date.parse(current.startedAt));
}

const picture = (nodes: readonly Node[], columns: number): string =>
  table(
    ['NAME', 'STATE', 'AGE', 'FOR', 'STAGE'],
    nodes.map((node) => [
      node.name,
      node.state,
      age(Date.now() - Date.parse(node.createdAt)),
      stageAge(node),
      whereItIs(node),
    ]),
  )
    .split('\n')
    .map((line) => line.slice(0, Math.max(20, columns - 1)))
    .join('\n');

/** Draws over what it drew before. */
function tableView(output: Output, nodes: ReadonlyMap<string, Node>) {
  let drawn = 0;
  let pending: NodeJS.Timeout | undefined;
  const draw = () => {
    pending = undefined;
    const text = picture([...nodes.values()], output.columns);
    const up = drawn === 0 ? '' : `\x1b[${drawn}A`;
    drawn = text.split('\n').length - 1;
    void output.draw(`${up}\x1b[J`, text);
  };
  const ticking = setInterval(draw, TICK);
  return {
    changed: () => (pending ??= setTimeout(draw, REDRAW_AFTER)),
    close: () => {
      clearInterval(ticking);
      clearTimeout(pending);
      if (pending !== undefined) draw();
    },
  };
}

/** A live table for a person, one line per change for a pipe; both remember the changes for --json. */
export function createWatchView(output: Output): WatchView {
  const nodes = new Map<string, Node>();
  const printed = new Map<string, string>();
  const changes: NodeChange[] = [];
  const live = output.interactive ? tableView(output, nodes) : null;
  return {
    changes: () => changes,
    close: () => live?.close(),
    show: (node) => {
      nodes.set(node.id, node);
      const where = printable(whereItIs(node));
      const line = `${node.name}  ${node.state}  ${where}`;
      live?.changed();
      if (printed.get(node.id) === line) return;
      printed.set(node.id, line);
      const at = new Date().toISOString();
      changes.push({ at, node: node.name, state: node.state, stage: node.stage });
      if (live === null) void output.print(`${at}  ${line}\n`);
    },
  };
}
