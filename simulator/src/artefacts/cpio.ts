/** An entry of a root file system. The owner is always root, the time always 1970. */
export type RootEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Buffer }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'character-device';
      readonly path: string;
      readonly major: number;
      readonly minor: number;
    };

// stat(2)'s file types.
const TYPE = { directory: 0o040000, file: 0o100000, link: 0o120000, 'character-device': 0o020000 };

/**
 * An archive in the "newc" format, which the kernel unpacks as its initial root file system. Entries are sorted, so that
 * equal entries give equal bytes and directories precede their contents. Paths are relative, without a leading slash.
 */
export function cpioArchive(entries: readonly RootEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const members = sorted.flatMap((entry, index) => member(entry, index + 1));
  return Buffer.concat([...members, ...record({ name: 'TRAILER!!!', inode: 0, mode: 0, links: 1 })]);
}

function member(entry: RootEntry, inode: number): Buffer[] {
  const { path: name } = entry;
  switch (entry.kind) {
    case 'directory':
      return record({ name, inode, mode: TYPE.directory | (entry.mode ?? 0o755), links: 2 });
    case 'file':
      return record({ name, inode, mode: TYPE.file | entry.mode, links: 1, content: entry.content });
    case 'link':
      return record({ name, inode, mode: TYPE.link | 0o777, links: 1, content: Buffer.from(entry.target) });
    case 'character-device': {
      const device = [entry.major, entry.minor] as const;
      return record({ name, inode, mode: TYPE['character-device'] | 0o600, links: 1, device });
    }
  }
}

interface Header {
  readonly name: string;
  readonly inode: number;
  readonly mode: number;
  readonly links: number;
  readonly content?: Buffer;
  readonly device?: readonly [major: number, minor: number];
}

function record({ name, inode, mode, links, content = Buffer.alloc(0), device = [0, 0] }: Header): Buffer[] {
  const encodedName = Buffer.from(`${name}\0`);
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, ...device, encodedName.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0').toUpperCase()).join('')}`;
  return [aligned(Buffer.concat([Buffer.from(header), encodedName])), aligned(content)];
}

/** Headers and contents are aligned to four bytes. */
function aligned(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
