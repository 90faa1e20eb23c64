import type { Domain } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { unescaped } from '../domains/definitions.ts';
import { attributeOf, devicesIn } from '../xml/domain-devices.ts';

/** A domain's disk as it is now: what a running domain writes to may differ from its next start. */
interface PresentDisk {
  readonly path: string;
  readonly target: string;
  /** What it is, and what that is based on; of a domain that is off, only the first. */
  readonly chain: readonly string[];
  readonly xml: string;
}

export async function diskOf(domain: Domain): Promise<PresentDisk> {
  const xml = await domain.getXMLDesc();
  const { disk } = devicesIn(xml);
  const path = attributeOf(xml, disk, 'source', 'file');
  const target = attributeOf(xml, disk, 'target', 'dev');
  if (disk !== null && path !== null && target !== null) {
    const sources = xml.slice(disk.innerStart, disk.innerEnd).matchAll(/<source file='([^']+)'/g);
    const chain = [...sources].map(([, file]) => unescaped(file ?? ''));
    return { path: unescaped(path), target, chain, xml };
  }
  throw new ConsoleError('conflict', `${domain.name} has no disk that is a file.`, {
    fix: 'See its definition: somebody changed it on the host.',
  });
}
