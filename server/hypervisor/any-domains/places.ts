/** Attributes of an element, and its children. */
type Element = Readonly<Record<string, unknown>>;

interface Device {
  readonly '@type': string;
  readonly source: Element;
}

/**
 * Where a disk's bytes are: a path, or a description of the place; null for an empty drive. A volume is named with its
 * pool, a network disk with its protocol, and without a name with its server.
 */
export function diskPlace({ '@type': type, source }: Device): string | null {
  const own = firstOf(source, ['@file', '@dev', '@dir', '@volume', '@name']);
  const prefix = firstOf(source, ['@pool', '@protocol']);
  if (own !== null) return prefix === null ? own : `${prefix}:${own}`;
  if (prefix !== null) return [prefix, serverOf(source)].filter((part) => part !== null).join(':');
  if (type === 'vhostuser') return firstOf(source, ['@path']);
  if (type !== 'nvme') return null;
  // As virsh writes it.
  const address = pciAddress(source);
  return address === null ? null : `nvme://${address}/${textOf(source['@namespace']) ?? ''}`;
}

/** What an interface is attached to; null where that is nothing with a name. */
export function interfacePlace({ '@type': type, source }: Device): string | null {
  const own = firstOf(source, ['@network', '@bridge', '@dev', '@path', '@address', '@switchid', '@name']);
  if (own !== null) return own;
  const port = textOf(source['@port']);
  if (type !== 'hostdev') return port === null ? null : `port ${port}`;
  const address = pciAddress(source);
  return address === null ? null : `PCI ${address}`;
}

function firstOf(source: Element, names: readonly string[]): string | null {
  return names.map((name) => textOf(source[name])).find((text) => text !== null) ?? null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An element's child of that name; the first where there are several. */
function childOf(element: Element, name: string): Element | null {
  const found = element[name];
  const all: readonly unknown[] = Array.isArray(found) ? found : [found];
  const first = all[0];
  return typeof first === 'object' && first !== null ? Object.fromEntries(Object.entries(first)) : null;
}

function serverOf(source: Element): string | null {
  const host = childOf(source, 'host');
  if (host === null) return null;
  const [name, port] = [firstOf(host, ['@name', '@socket']), textOf(host['@port'])];
  return port === null ? name : `${name ?? ''}:${port}`;
}

/** A device of the host's, as lspci writes its address. */
function pciAddress(source: Element): string | null {
  const address = childOf(source, 'address');
  const [domain, bus, slot, fn] = ['@domain', '@bus', '@slot', '@function'].map((name) =>
    textOf(address?.[name])?.replace(/^0x/, ''),
  );
  if (bus === undefined || slot === undefined || fn === undefined) return null;
  return `${domain ?? '0000'}:${bus}:${slot}.${fn}`;
}
