import { ConsoleError } from '../../../../lib/contract/error.ts';
import type { Node } from '../../../../lib/contract/node.ts';
import type { ShareRequest, ShareScope } from '../../../../lib/contract/share.ts';
import { counted } from '../../../../lib/domain/format.ts';
import { fitsWall } from '../../../../lib/report/wall-filter.ts';
import { showsNode } from '../../../../lib/domain/share/scope.ts';
import type { Core } from '../../api.ts';

/** What links show, by core. */
export type ShareSubjects = Pick<Core, 'nodes' | 'runs' | 'onChange'>;

interface Chosen {
  readonly scope: ShareScope;
  readonly title: string;
}

/** Nodes without a boot are shown from their first one. */
const firstBoots = (nodes: readonly Node[]): Record<string, number> =>
  Object.fromEntries(nodes.map(({ id, bootNumber }) => [id, bootNumber ?? 1]));

const namesOf = (nodes: readonly Node[]): string =>
  nodes.length <= 3 ? nodes.map(({ name }) => name).join(', ') : counted(nodes.length, 'node');

function refuseDeleted({ name, deletedAt }: Node): void {
  if (deletedAt === null) return;
  throw new ConsoleError('conflict', `${name} has been deleted, so there is nothing to share.`, {
    fix: 'Share a node that exists.',
  });
}

/** Resolves names to ids, which are not used again. Throws `not-found`, or `conflict` for what is deleted. */
export async function chosenBy(subjects: ShareSubjects, what: ShareRequest['what']): Promise<Chosen> {
  switch (what.kind) {
    case 'nodes': {
      const nodes = await Promise.all(what.nodes.map((name) => subjects.nodes.get(name)));
      for (const node of nodes) refuseDeleted(node);
      return { scope: { kind: 'nodes', boots: firstBoots(nodes) }, title: namesOf(nodes) };
    }
    case 'run': {
      const run = await subjects.runs.get(what.run);
      const nodes = (await subjects.nodes.list()).filter(({ runId }) => runId === run.id);
      if (nodes.length === 0) {
        throw new ConsoleError('conflict', `Every node of the run ${run.name} has been deleted.`, {
          fix: 'Share a run that has nodes.',
        });
      }
      return { scope: { kind: 'run', run: run.id, boots: firstBoots(nodes) }, title: run.name };
    }
    case 'wall': {
      const { filter } = what;
      // What it is limited to may be the name of a host.
      const isWhole = Object.values(filter).every((wanted) => wanted === '');
      const nodes = (await subjects.nodes.list()).filter((node) => fitsWall(node, filter));
      const scope = { kind: 'wall', filter, boots: firstBoots(nodes) } as const;
      return { scope, title: isWhole ? 'Wall' : 'Part of the wall' };
    }
    case 'recording': {
      const node = await subjects.nodes.get(what.node);
      refuseDeleted(node);
      const boots = await subjects.nodes.boots(node.id);
      if (!boots.some(({ number }) => number === what.boot)) {
        throw new ConsoleError('not-found', `${node.name} has no boot ${what.boot}.`, {
          fix: `Use a number from its list of boots; it has ${boots.length}.`,
          errors: [{ field: 'what.boot', message: 'is no boot of this node' }],
        });
      }
      const scope = { kind: 'recording', node: node.id, boot: what.boot } as const;
      return { scope, title: `${node.name}, boot ${what.boot}` };
    }
  }
}

/** Whether any of it is there still. */
export async function isThere(subjects: ShareSubjects, scope: ShareScope): Promise<boolean> {
  // An empty wall may fill up again.
  if (scope.kind === 'wall') return true;
  return (await subjects.nodes.list()).some((node) => showsNode({ scope }, node));
}
