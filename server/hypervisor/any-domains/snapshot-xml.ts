import { z } from 'zod';
import type { DomainSnapshot, SnapshotRequest } from '../../../lib/contract/domain-snapshot.ts';
import { element, serialize } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { eachOf, textOf } from './lenient.ts';

const attribute = z.string().optional();
const part = z.object({ '@snapshot': attribute, '@file': attribute }).optional().catch(undefined);
const disk = z.object({
  '@name': z.string(),
  '@snapshot': attribute,
  source: z.object({ '@file': attribute, '@dev': attribute }).optional().catch(undefined),
});
const snapshotDocument = z.object({
  domainsnapshot: z.object({
    name: z.string(),
    description: textOf,
    state: textOf,
    creationTime: textOf,
    parent: z.object({ name: z.string() }).optional().catch(undefined),
    memory: part,
    disks: z
      .object({ disk: eachOf(disk) })
      .optional()
      .catch(undefined),
  }),
});

const placeOf = (text: string | undefined): DomainSnapshot['memory'] =>
  text === 'internal' || text === 'external' ? text : 'no';

/** What a snapshot's definition says. */
export function describeSnapshot(name: string, xml: string): Omit<DomainSnapshot, 'current'> {
  const found = parseXml(snapshotDocument, `snapshot ${name}`, xml).domainsnapshot;
  const seconds = Number(found.creationTime);
  return {
    ...{ name: found.name, description: found.description, state: found.state ?? 'unknown' },
    createdAt: seconds > 0 ? new Date(seconds * 1000).toISOString() : null,
    parent: found.parent?.name ?? null,
    memory: placeOf(found.memory?.['@snapshot']),
    disks: (found.disks?.disk ?? [])
      .map((each) => ({
        target: each['@name'],
        snapshot: placeOf(each['@snapshot']),
        file: each.source?.['@file'] ?? each.source?.['@dev'] ?? null,
      }))
      .filter(({ snapshot }) => snapshot !== 'no'),
  };
}

/** `memoryFile`: where the memory goes; null for none, or into the disks. */
export function snapshotXml(
  { name, description }: Pick<SnapshotRequest, 'name' | 'description'>,
  memoryFile: string | null,
): string {
  return serialize(
    element(
      'domainsnapshot',
      {},
      element('name', {}, name),
      description === '' ? null : element('description', {}, description),
      memoryFile === null ? null : element('memory', { snapshot: 'external', file: memoryFile }),
    ),
  );
}
