import type { Node, PowerAction } from '../../lib/contract/node.ts';
import { POWER_WORDS, powerRefusal } from '../../lib/domain/power.ts';

/** What can be done with a node from the palette. What takes its power away is not among it: that asks first. */
type NodeDeed =
  | { readonly kind: 'open' }
  | { readonly kind: 'console' }
  | { readonly kind: 'power'; readonly action: PowerAction };

export interface NodeCommand {
  readonly id: string;
  readonly title: string;
  readonly node: Node;
  readonly deed: NodeDeed;
}

const OFFERED: readonly PowerAction[] = ['start', 'resume', 'shutdown', 'reboot', 'pause'];

/** Power actions appear only if the server would accept them now, and only with the right to use them. */
export function nodeCommands(nodes: readonly Node[], mayWrite: boolean): readonly NodeCommand[] {
  const of = (node: Node, word: string, deed: NodeDeed): NodeCommand => ({
    id: `${node.id} ${word}`,
    title: deed.kind === 'open' ? node.name : `${word} ${node.name}`,
    node,
    deed,
  });
  const opened = nodes.map((node) => of(node, 'Open', { kind: 'open' }));
  const deeds = nodes.flatMap((node) => [
    of(node, 'Console of', { kind: 'console' }),
    ...OFFERED.filter((action) => mayWrite && powerRefusal(node, action) === null).map((action) =>
      of(node, POWER_WORDS[action], { kind: 'power', action }),
    ),
  ]);
  return [...opened, ...deeds];
}

export interface Searchable {
  readonly title: string;
  readonly meta: string;
  readonly text: string;
}

/** What has every word of the query; a title that begins with it comes first, the rest keeps its order. */
export function search<T extends Searchable>(all: readonly T[], query: string, most: number): readonly T[] {
  const typed = query.trim().toLowerCase();
  const words = typed.split(/\s+/);
  const begins = (one: T): boolean => typed !== '' && one.title.toLowerCase().startsWith(typed);
  return all
    .filter((one) =>
      words.every((word) => `${one.title} ${one.meta} ${one.text}`.toLowerCase().includes(word)),
    )
    .toSorted((one, other) => Number(begins(other)) - Number(begins(one)))
    .slice(0, most);
}
