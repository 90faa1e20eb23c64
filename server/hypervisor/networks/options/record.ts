import { attributeIn, childrenIn, type ElementRange } from '../../xml/children.ts';
import { element, serialize } from '../../xml/element.ts';

/** libvirt stores what the console has added to a network under this namespace, in the network's metadata. */
const NAMESPACE = 'urn:virtual-edge-node-console:network:1';
const PREFIX = 'ven';
const LOCAL = 'boot-options';

/** A name that a network's DNS server resolves. */
export interface NetworkName {
  readonly address: string;
  readonly name: string;
}

/** What a console has added to a network that it did not make. */
export interface OptionsRecord {
  readonly installation: string;
  readonly orchestrator: string;
  readonly options: readonly string[];
  readonly names: readonly NetworkName[];
}

/** As a piece of XML, indented like a child of a network's metadata. */
export function recordXml({ installation, orchestrator, options, names }: OptionsRecord): string {
  return serialize(
    element(
      `${PREFIX}:${LOCAL}`,
      { [`xmlns:${PREFIX}`]: NAMESPACE, installation, orchestrator },
      ...options.map((value) => element(`${PREFIX}:option`, { value })),
      ...names.map(({ address, name }) => element(`${PREFIX}:name`, { address, name })),
    ),
    '    ',
  );
}

/** In a network's definition; null if no console has added anything. */
export function findRecord(
  xml: string,
): { readonly record: OptionsRecord; readonly at: ElementRange } | null {
  for (const at of metadataChildren(xml)) {
    // The prefix may have been changed; the namespace makes it ours.
    if (at.name.split(':').at(-1) !== LOCAL || !at.tag.includes(NAMESPACE)) continue;
    const parts = childrenIn(xml, at.innerStart, at.innerEnd);
    const text = (tag: string, name: string) => attributeIn(tag, name) ?? '';
    const called = (name: string) => parts.filter((part) => part.name.split(':').at(-1) === name);
    const record = {
      installation: text(at.tag, 'installation'),
      orchestrator: text(at.tag, 'orchestrator'),
      options: called('option').map(({ tag }) => text(tag, 'value')),
      names: called('name').map(({ tag }) => ({ address: text(tag, 'address'), name: text(tag, 'name') })),
    };
    return { record, at };
  }
  return null;
}

function metadataChildren(xml: string): ElementRange[] {
  const [root] = childrenIn(xml);
  if (root === undefined) return [];
  return childrenIn(xml, root.innerStart, root.innerEnd)
    .filter(({ name }) => name === 'metadata')
    .flatMap(({ innerStart, innerEnd }) => childrenIn(xml, innerStart, innerEnd));
}
