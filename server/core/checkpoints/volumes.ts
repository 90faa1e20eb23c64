import type { CheckpointRow, NodeRow } from '../../db/api.ts';
import type { DiskPlace, HypervisorHost, Layer, StateCopies } from '../../hypervisor/api.ts';
import { tpmCopy, variablesCopy } from '../../hypervisor/index.ts';
import { filesOf } from '../nodes/node-volumes.ts';

/** Where the layers of a node's disk are. */
export const placeOf = (row: NodeRow): DiskPlace => ({
  pool: row.pool,
  name: row.pool === null ? filesOf(row) : row.uuid,
});

/** Always in the console's own pool. */
export const copiesOf = (row: NodeRow, id: string): StateCopies => ({
  nvram: variablesCopy(filesOf(row), id),
  tpm: tpmCopy(filesOf(row), id),
});

/** The layers that these are or are based on, one by one. */
export function layersBelow(layers: readonly Layer[], names: readonly string[]): Set<string> {
  const needed = new Set<string>();
  const add = (layer: Layer | undefined): void => {
    if (layer === undefined || needed.has(layer.name)) return;
    needed.add(layer.name);
    add(layers.find(({ path }) => path === layer.base));
  };
  for (const name of names) add(layers.find((layer) => layer.name === name));
  return needed;
}

/** Of those that can be gone back to. */
export const disksOf = (checkpoints: readonly Pick<CheckpointRow, 'disk' | 'usable'>[]): string[] =>
  checkpoints.filter(({ usable }) => usable).map(({ disk }) => disk);

/**
 * Removes the layers that neither the node's disk nor one of its checkpoints is based on. Nothing while libvirt has
 * snapshots of it, which name layers too, or while its domain is gone.
 */
export async function sweepLayers(
  host: HypervisorHost,
  row: NodeRow,
  checkpoints: readonly Pick<CheckpointRow, 'disk' | 'usable'>[],
): Promise<void> {
  if ((await host.domains.get(row.uuid)) === null) return;
  const { shared, snapshots } = await host.domains.resources(row.uuid);
  if (snapshots.length > 0) return;
  const place = placeOf(row);
  const [layers, disk] = [await host.checkpoints.layers(place), await host.checkpoints.disk(row.uuid)];
  const needed = layersBelow(layers, [disk, ...disksOf(checkpoints)]);
  const kept = new Set(shared.map(({ name }) => name));
  const left = layers.map(({ name }) => name).filter((name) => !needed.has(name) && !kept.has(name));
  if (left.length > 0) await host.checkpoints.removeLayers(place, left);
}
