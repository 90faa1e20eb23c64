/** A boot in the address of the page: `NODE/BOOT`, by the node's id. */
export interface BootAddress {
  readonly node: string;
  /** Null: the latest. */
  readonly boot: number | null;
}

/** Null for what names no boot. */
export function readAddress(text: string | null): BootAddress | null {
  const [node = '', boot] = (text ?? '').split('/');
  if (node === '') return null;
  return { node, boot: boot !== undefined && /^[1-9]\d{0,5}$/.test(boot) ? Number(boot) : null };
}

const written = ({ node, boot }: BootAddress): string => (boot === null ? node : `${node}/${boot}`);

/** The page that compares both. */
export function comparePath(base: BootAddress | null, other: BootAddress | null): string {
  const query = new URLSearchParams();
  if (base) query.set('base', written(base));
  if (other) query.set('other', written(other));
  return `/compare?${query.toString()}`;
}
