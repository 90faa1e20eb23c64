import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the preparation of the tests puts it; or the folder `tests` of a checkout of libvirt. */
const FOLDER =
  process.env.VEN_LIBVIRT_TESTS ?? path.resolve(import.meta.dirname, '../../.cache/libvirt-collection');

export interface CollectedDomain {
  /** Its file, below the folder. */
  readonly file: string;
  readonly xml: string;
}

const DOMAIN = /^\s*(?:<\?xml[^>]*>)?\s*(?:<!--[\s\S]*?-->\s*)*<domain[\s>]/;

/** The definitions of domains that libvirt tests itself with, good ones and bad ones; empty where they are not. */
export function libvirtCollection(): CollectedDomain[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .map((file) => ({ file, xml: readFileSync(path.join(FOLDER, file), 'utf8') }))
    .filter(({ xml }) => DOMAIN.test(xml));
}
