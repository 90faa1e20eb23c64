import type { Node } from '../../../lib/contract/node.ts';
import { age, duration } from '../../../lib/domain/format.ts';
import type { Output } from '../output/output.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { whereItIs } from '../../../lib/report/progress.ts';
import { cutTo, pictureOn } from '../output/picture.ts';
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

const picture = (nodes: readonly Node[]): string =>
  table(
    ['NAME', 'STATE', 'AGE', 'FOR', 'STAGE'],
    nodes.map((node) => [
      node.name,
      node.state,
      age(Date.now() - Date.parse(node.createdAt)),
      stageAge(node),
      whereItIs(node),
    ]),
  );

function tableView(output: Output, nodes: ReadonlyMap<string, Node>) {
  let pending: NodeJS.Timeout | undefined;
  const show = pictureOn(output);
  const draw = () => {
    pending = undefined;
    void show(cutTo(output.columns, picture([...nodes.values()])));
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
