import { newer, type ConsoleClient } from 'ven-client';
import type { Node } from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { deferred } from './deferred.ts';
import { openLive } from './open-live.ts';

export interface FeedOptions {
  readonly client: ConsoleClient;
  /** All nodes of interest, as listed after a connection. */
  readonly list: () => Promise<readonly Node[]>;
  /** Whether a changed node belongs to them. */
  readonly belongs: (node: Node) => boolean;
  readonly onNode?: (node: Node) => void;
  readonly onOperation?: (operation: Operation) => void;
  readonly progress: (line: string) => void;
}

export interface NodeFeed {
  /** The newest known of each; deleted ones carry deletedAt. */
  nodes(): readonly Node[];
  /** Rejects when the feed cannot go on. */
  readonly failed: Promise<never>;
  close(): void;
}

/** Nodes and their changes, reported once per revision. */
export async function followNodes(options: FeedOptions): Promise<NodeFeed> {
  const { client, list, belongs, onNode, onOperation, progress } = options;
  const known = new Map<string, Node>();
  const failed = deferred<never>();
  let lost = false;
  const take = (node: Node) => {
    if (newer(known.get(node.id), node) !== node) return;
    known.set(node.id, node);
    onNode?.(node);
  };
  const live = await openLive(client, {
    refresh: async () => {
      (await list()).forEach(take);
      if (lost) progress('Reconnected.');
      lost = false;
    },
    onChange: (change) => {
      if (change.kind === 'node' && (known.has(change.object.id) || belongs(change.object)))
        take(change.object);
      if (change.kind === 'operation') onOperation?.(change.object);
    },
    onLost: () => {
      lost = true;
      progress(`The connection to ${client.url} is lost; reconnecting (press Ctrl-C to stop).`);
    },
    onFailure: (error) => failed.reject(error),
  });
  return { nodes: () => [...known.values()], failed: failed.promise, close: () => live.close() };
}
