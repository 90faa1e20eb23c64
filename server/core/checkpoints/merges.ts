import type { CheckpointRow, NodeRow } from '../../db/api.ts';
import type { HypervisorHost, Layer, Merge } from '../../hypervisor/api.ts';
import { disksOf, layersBelow, placeOf } from './volumes.ts';

/** The layers of a node's disk, and who needs which. */
export interface Chain {
  readonly layers: readonly Layer[];
  /** What the node writes to. */
  readonly disk: string;
  /** The disks of the checkpoints that it can go back to. */
  readonly points: readonly string[];
  /** Those that somebody else uses, too. */
  readonly shared: readonly string[];
}

/**
 * The merges, in their order, after which each layer is a checkpoint's or the node's disk, or something that two of these
 * have in common. A layer is merged only into one that nothing else is based on, and only if nothing is left that is based
 * on it: then it can go.
 */
export function mergesOf(chain: Chain): Merge[] {
  const merges: Merge[] = [];
  for (let present = pruned(chain); ;) {
    const next = nextMerge(present);
    if (next === undefined) return merges;
    merges.push(next);
    present = merged(present, next);
  }
}

function pruned(chain: Chain): Chain {
  const needed = layersBelow(chain.layers, [chain.disk, ...chain.points]);
  return { ...chain, layers: chain.layers.filter(({ name }) => needed.has(name)) };
}

function nextMerge({ layers, disk, points, shared }: Chain): Merge | undefined {
  const onTopOf = ({ path }: Layer): Layer[] => layers.filter(({ base }) => base === path);
  for (const below of layers) {
    if (below.name === disk || points.includes(below.name)) continue;
    const [layer, ...more] = onTopOf(below);
    if (layer === undefined || more.length > 0) continue;
    const [head = layer, ...heads] = onTopOf(layer);
    const names = [below.name, layer.name, head.name];
    if (heads.length > 0 || names.some((name) => shared.includes(name))) continue;
    return { layer: layer.name, into: below.name, head: head.name };
  }
  return undefined;
}

/** As it is after that. */
function merged({ layers, disk, points, shared }: Chain, { layer, into }: Merge): Chain {
  const renamed = (name: string): string => (name === layer ? into : name);
  const pathOf = (wanted: string): string | undefined => layers.find(({ name }) => name === wanted)?.path;
  const [gone, there] = [pathOf(layer), pathOf(into) ?? null];
  return {
    layers: layers
      .filter(({ name }) => name !== layer)
      .map((each) => (each.base === gone ? { ...each, base: there } : each)),
    disk: renamed(disk),
    points: points.map(renamed),
    shared,
  };
}

/** What can be merged when these are the node's checkpoints: nothing where layers would not be removed either. */
export async function mergesFor(
  host: HypervisorHost,
  row: NodeRow,
  checkpoints: readonly Pick<CheckpointRow, 'disk' | 'usable'>[],
): Promise<Merge[]> {
  if ((await host.domains.get(row.uuid)) === null) return [];
  const { shared, snapshots } = await host.domains.resources(row.uuid);
  if (snapshots.length > 0) return [];
  return mergesOf({
    layers: await host.checkpoints.layers(placeOf(row)),
    disk: await host.checkpoints.disk(row.uuid),
    points: disksOf(checkpoints),
    shared: shared.map(({ name }) => name),
  });
}
