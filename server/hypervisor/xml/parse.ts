import { XMLParser } from 'fast-xml-parser';
import type { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** Attributes are `@name`; text beside attributes is `#text`; everything is a string, and these are always lists. */
const LISTS = new Set([
  'network.ip',
  'network.route',
  'network.dns.host',
  'network.dns.host.hostname',
  'network.dnsmasq:options.dnsmasq:option',
  'domain.devices.interface',
  'domain.devices.graphics',
  'domain.devices.serial',
  'domain.devices.channel',
  'domainCapabilities.os.loader.value',
  'domainCapabilities.devices.disk.enum',
  'domainCapabilities.devices.disk.enum.value',
  'domainCapabilities.devices.tpm.enum',
  'domainCapabilities.devices.tpm.enum.value',
  'capabilities.host.secmodel',
]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  isArray: (_name, path) => LISTS.has(String(path)),
  // Other programs may store anything here, even names that the parser refuses. Ours is read separately.
  stopNodes: ['domain.metadata', 'network.metadata'],
  // It comes from libvirt, which has already parsed it; a long description is not an attack.
  maxNestedTags: 100_000,
  processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
});

/** Parses libvirt's XML and validates it with `schema`. */
export function parseXml<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  xml: string,
): z.output<Schema> {
  let document: unknown;
  try {
    document = parser.parse(xml);
  } catch (cause) {
    throw unreadable(what, cause);
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw unreadable(what, parsed.error);
  return parsed.data;
}

function unreadable(what: string, cause: unknown): ConsoleError {
  return new ConsoleError('host-refused', `libvirt described ${what} in a way that is not understood`, {
    fix: 'Report this with the versions of libvirt and QEMU of the host.',
    cause,
  });
}
