import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDomain } from './domain-xml.ts';
import { ownName } from './names.ts';
import { ownDirectory } from './own-directory.ts';

/**
 * A host for libvirt's test driver with `count` running domains: each connection to `test://<path>` simulates it
 * anew, so nobody else sees it.
 */
export async function manyDomains(
  count: number,
): Promise<{ path: string; domains: ReadonlyMap<string, string> }> {
  const domains = new Map(Array.from({ length: count }, () => [ownName('many'), randomUUID()]));
  const path = join(await ownDirectory('node'), 'node.xml');
  const xml = [...domains].map(([name, uuid]) => testDomain({ name, uuid }));
  await writeFile(path, `<node>${xml.join('')}</node>`);
  return { path, domains };
}
