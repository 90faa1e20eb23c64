import { z } from 'zod';
import type { AnyDomainDetail } from './api.ts';
import { isMadeByVagrant } from '../domains/made-by-vagrant.ts';
import { METADATA_NAMESPACE } from '../xml/metadata.ts';
import { parseXml } from '../xml/parse.ts';
import { eachOf, textOf } from './lenient.ts';

/** What a definition says; null or empty where it says nothing, or something that is not understood. */
export type Description = Pick<
  AnyDomainDetail,
  | 'title'
  | 'description'
  | 'madeBy'
  | 'machine'
  | 'firmware'
  | 'serialPorts'
  | 'displays'
  | 'disks'
  | 'interfaces'
>;

const attributes = z.record(z.string(), z.unknown()).catch({}).default({});

const disk = z.object({
  '@device': z.string().default('disk'),
  target: z.object({ '@dev': z.string(), '@bus': z.string().optional() }),
  source: attributes,
});
const networkInterface = z.object({
  '@type': z.string(),
  mac: z.object({ '@address': z.string() }).optional().catch(undefined),
  model: z.object({ '@type': z.string() }).optional().catch(undefined),
  source: attributes,
});
const device = z.object({
  disk: eachOf(disk),
  interface: eachOf(networkInterface),
  graphics: eachOf(z.object({ '@type': z.string() })),
  serial: eachOf(z.unknown()),
  console: eachOf(z.unknown()),
});
const os = z.object({
  type: z
    .object({ '@arch': z.string().optional(), '@machine': z.string().optional() })
    .optional()
    .catch(undefined),
  loader: textOf,
  '@firmware': z.string().optional(),
});
const domainDocument = z.object({
  domain: z.object({
    '@type': z.string().optional(),
    title: textOf,
    description: textOf,
    metadata: textOf,
    os: os.optional().catch(undefined),
    devices: device.optional().catch(undefined),
  }),
});

type DomainDocument = z.output<typeof domainDocument>['domain'];

const INSTALLATION = /\sinstallation=["']([a-z0-9]{1,20})["']/;

/** Programs by what they leave in a domain's metadata or description. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/cockpit_machines|cockpit-project/i, 'Cockpit'],
  [/openstack\.org/i, 'OpenStack'],
  [/dmacvicar|terraform/i, 'Terraform'],
  [/libosinfo\.org/i, 'virt-manager or virt-install'],
];

/** A node of another console is nobody else's, whatever program made its domain. */
function makerOf(xml: string, { metadata, description }: DomainDocument, own: string): string | null {
  const [, installation] =
    metadata?.includes(METADATA_NAMESPACE) === true ? (INSTALLATION.exec(metadata) ?? []) : [];
  if (installation !== undefined && installation !== own)
    return `another Virtual Edge Node Console (${installation}), whose node it is`;
  if (isMadeByVagrant(xml)) return 'Vagrant';
  const said = `${metadata ?? ''} ${description ?? ''}`;
  const maker = MAKERS.find(([pattern]) => pattern.test(said))?.[1];
  return maker ?? (installation === undefined ? null : 'this console');
}

/** Reads a definition as far as it is understood. `own` is this console's installation. */
export function describe(name: string, xml: string, own = ''): Description {
  const found = parseXml(domainDocument, `domain ${name}`, xml).domain;
  const { devices } = found;
  const ports = Math.max(devices?.serial.length ?? 0, devices?.console.length ?? 0);
  return {
    ...{ title: found.title, description: found.description },
    madeBy: makerOf(xml, found, own),
    machine: machineOf(found),
    firmware: found.os?.loader ?? found.os?.['@firmware'] ?? null,
    serialPorts: ports,
    displays: (devices?.graphics ?? []).map((graphics) => graphics['@type']),
    disks: (devices?.disk ?? []).map((each) => ({
      target: each.target['@dev'],
      device: each['@device'],
      bus: each.target['@bus'] ?? null,
      source: placeOf(each.source, ['@file', '@dev', '@dir', '@volume', '@name']),
    })),
    interfaces: (devices?.interface ?? []).map((each) => ({
      mac: each.mac?.['@address'] ?? null,
      type: each['@type'],
      source: placeOf(each.source, ['@network', '@bridge', '@dev', '@path', '@address']),
      model: each.model?.['@type'] ?? null,
    })),
  };
}

function machineOf({ '@type': type, os: found }: DomainDocument): string | null {
  const parts = [type, found?.type?.['@arch'], found?.type?.['@machine']];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? null : known.join(' ');
}

/** The first of these attributes that is there; a volume is named with its pool, a network disk with its protocol. */
function placeOf(source: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  const own = names.map((name) => source[name]).find((value) => typeof value === 'string');
  if (typeof own !== 'string') return null;
  const prefix = [source['@pool'], source['@protocol']].find((value) => typeof value === 'string');
  return typeof prefix === 'string' ? `${prefix}:${own}` : own;
}
