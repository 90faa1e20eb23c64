import { type Domain } from 'node-libvirt';
import { z } from 'zod';
import { type DomainHardware } from '../api.ts';
import { parseXml } from '../xml/parse.ts';

const number = z.string().transform(Number).pipe(z.int());
const entry = z.object({ '@name': z.string(), '#text': z.string() });

/** The parser makes a list only of what comes more than once. */
const oneOrMore = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);

const domainDocument = z.object({
  domain: z.object({
    // libvirt describes it in KiB, whatever it was defined in.
    memory: z.object({ '#text': number }),
    vcpu: z.union([number, z.object({ '#text': number }).transform((vcpu) => vcpu['#text'])]),
    sysinfo: oneOrMore(
      z.object({ '@type': z.string(), system: z.object({ entry: z.array(entry) }).optional() }),
    ),
    devices: z.object({
      disk: oneOrMore(z.object({ target: z.object({ '@dev': z.string() }) })),
      interface: z.array(
        z.object({
          mac: z.object({ '@address': z.string() }),
          source: z.object({ '@network': z.string().default('') }),
        }),
      ),
    }),
  }),
});

const KIB_PER_MIB = 1024;
const GIB = 1024 ** 3;

export async function hardwareOf(domain: Domain): Promise<DomainHardware> {
  const what = `domain ${domain.name}`;
  const document = parseXml(domainDocument, what, await domain.getXMLDesc());
  const { memory, vcpu, sysinfo, devices } = document.domain;
  const entries = sysinfo.flatMap((info) => info.system?.entry ?? []);
  const [nic] = devices.interface;
  const [disk] = devices.disk;
  const capacity = disk === undefined ? 0n : (await domain.getBlockInfo(disk.target['@dev'])).capacity;
  return {
    serial: entries.find((each) => each['@name'] === 'serial')?.['#text'] ?? '',
    mac: nic?.mac['@address'] ?? '',
    network: nic?.source['@network'] ?? '',
    vcpus: vcpu,
    memoryMiB: memory['#text'] / KIB_PER_MIB,
    diskGiB: Math.max(1, Math.round(Number(capacity) / GIB)),
  };
}
