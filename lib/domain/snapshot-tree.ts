import type { DomainSnapshot } from '../contract/domain-snapshot.ts';

export interface SnapshotRow {
  readonly snapshot: DomainSnapshot;
  /** 0 for a root. */
  readonly depth: number;
}

/** Parents before children, older ones first; one whose parent is not there is a root. */
export function snapshotTree(snapshots: readonly DomainSnapshot[]): SnapshotRow[] {
  const known = new Set(snapshots.map(({ name }) => name));
  const children = new Map<string | null, DomainSnapshot[]>();
  for (const each of snapshots) {
    const parent = each.parent !== null && known.has(each.parent) ? each.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const rows: SnapshotRow[] = [];
  const add = (parent: string | null, depth: number): void => {
    for (const snapshot of (children.get(parent) ?? []).toSorted(byAge)) {
      rows.push({ snapshot, depth });
      add(snapshot.name, depth + 1);
    }
  };
  add(null, 0);
  return rows;
}

const byAge = (one: DomainSnapshot, other: DomainSnapshot): number =>
  (one.createdAt ?? '').localeCompare(other.createdAt ?? '') || one.name.localeCompare(other.name);

/** All that were taken after it, on the way from it. */
export function descendantsOf(name: string, snapshots: readonly DomainSnapshot[]): string[] {
  return snapshots
    .filter((each) => each.parent === name)
    .flatMap((child) => [child.name, ...descendantsOf(child.name, snapshots)]);
}

/** Where its parts are, in words. */
export function snapshotKind({ memory, disks }: Pick<DomainSnapshot, 'memory' | 'disks'>): string {
  const external = memory === 'external' || disks.some((disk) => disk.snapshot === 'external');
  const what = memory === 'no' ? 'disks' : 'disks and memory';
  return `${external ? 'external' : 'internal'}, ${what}`;
}
