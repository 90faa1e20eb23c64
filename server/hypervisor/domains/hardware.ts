import { type Domain, isLibvirtError } from 'node-libvirt';
import { z } from 'zod';
import { DEFAULT_MACHINE, diskBus, tpmModel } from '../../../lib/contract/machine.ts';
import type { Hardware } from '../../../lib/contract/node-hardware.ts';
import type { DomainHardware } from './api.ts';
import { parseXml } from '../xml/parse.ts';

const number = z.string().transform(Number).pipe(z.int());
const entry = z.object({ '@name': z.string(), '#text': z.string() });

/** The parser makes a list only of repeated elements. */
const oneOrMore = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);

const domainDocument = z.object({
  domain: z.object({
    // libvirt reports it in KiB, whatever the unit in its definition.
    memory: z.object({ '#text': number }),
    vcpu: z.union([
      number.transform((most) => ({ most, present: most })),
      z
        .object({ '#text': number, '@current': number.optional() })
        .transform((vcpu) => ({ most: vcpu['#text'], present: vcpu['@current'] ?? vcpu['#text'] })),
    ]),
    sysinfo: oneOrMore(
      z.object({
        '@type': z.string(),
        system: z
          .object({ entry: oneOrMore(entry) })
          .optional()
          .catch(undefined),
      }),
    )
      .optional()
      .catch(undefined),
    os: z
      .object({ loader: z.object({ '@secure': z.string().optional() }) })
      .optional()
      .catch(undefined),
    devices: z
      .object({
        disk: oneOrMore(z.object({ target: z.object({ '@dev': z.string(), '@bus': z.string().optional() }) }))
          .optional()
          .catch(undefined),
        tpm: z.object({ '@model': z.string() }).optional().catch(undefined),
        interface: z
          .array(
            z.object({
              mac: z.object({ '@address': z.string() }).optional(),
              // It may have been attached elsewhere, or detached.
              source: z
                .object({ '@network': z.string().optional(), '@bridge': z.string().optional() })
                .optional()
                .catch(undefined),
            }),
          )
          .default([])
          .catch([]),
      })
      // The parser turns an element without content into a string.
      .or(z.string().transform(() => ({ interface: [], disk: undefined, tpm: undefined })))
      .default({ interface: [], disk: undefined, tpm: undefined }),
  }),
});

type DomainDocument = z.output<typeof domainDocument>['domain'];

const KIB_PER_MIB = 1024;
const GIB = 1024 ** 3;

export async function hardwareOf(domain: Domain): Promise<DomainHardware> {
  const what = `domain ${domain.name}`;
  const document = parseXml(domainDocument, what, await domain.getXMLDesc());
  const { memory, vcpu, devices } = document.domain;
  const [nic] = devices.interface;
  const [disk] = devices.disk ?? [];
  const capacity = disk === undefined ? 0n : await capacityOf(domain, disk.target['@dev']);
  return {
    // The database requires a unique serial number for each node.
    serial: smbiosOf(document.domain, 'serial') ?? domain.uuid,
    mac: nic?.mac?.['@address'] ?? '',
    network: nic?.source?.['@network'] ?? nic?.source?.['@bridge'] ?? '',
    attachment: nic?.source?.['@network'] === undefined && nic?.source?.['@bridge'] ? 'bridge' : 'network',
    vcpus: vcpu.present,
    memoryMiB: Math.round(memory['#text'] / KIB_PER_MIB),
    diskGiB: Math.max(1, Math.round(Number(capacity) / GIB)),
    machine: machineOf(document.domain),
  };
}

/** CPUs and memory in a definition. */
export function sizeIn(what: string, xml: string): Pick<Hardware, 'vcpus' | 'maxVcpus' | 'memoryMiB'> {
  const { memory, vcpu } = parseXml(domainDocument, what, xml).domain;
  return {
    vcpus: vcpu.present,
    maxVcpus: vcpu.most,
    memoryMiB: Math.round(memory['#text'] / KIB_PER_MIB),
  };
}

/** A value that the console never sets, after someone edited the domain, counts as the default. */
function machineOf(document: DomainDocument): DomainHardware['machine'] {
  const { os, devices } = document;
  return {
    diskBus: diskBus.catch(DEFAULT_MACHINE.diskBus).parse(devices.disk?.[0]?.target['@bus']),
    tpm: tpmModel.catch('none').parse(devices.tpm?.['@model']),
    secureBoot: os?.loader['@secure'] === 'yes',
    manufacturer: smbiosOf(document, 'manufacturer'),
    product: smbiosOf(document, 'product'),
    family: smbiosOf(document, 'family'),
  };
}

function smbiosOf({ sysinfo }: DomainDocument, name: string): string | null {
  const entries = (sysinfo ?? []).flatMap((info) => info.system?.entry ?? []);
  return entries.find((each) => each['@name'] === name)?.['#text'] ?? null;
}

/** 0 when the disk is missing, or its storage does not respond. */
export async function capacityOf(domain: Domain, target: string): Promise<bigint> {
  try {
    return (await domain.getBlockInfo(target)).capacity;
  } catch (error) {
    if (isLibvirtError(error) && error.kind === 'libvirt') return 0n;
    throw error;
  }
}
