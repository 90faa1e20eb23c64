import { z } from 'zod';
import type { AnyDomainDetail } from './api.ts';
import { unescaped } from '../domains/definitions.ts';
import { METADATA_NAMESPACE } from '../xml/metadata.ts';
import { parseXml } from '../xml/parse.ts';
import { eachOf, textOf } from './lenient.ts';
import { diskPlace, interfacePlace } from './places.ts';
import { portsOf } from './ports.ts';

/** What a definition says; null or empty where it says nothing, or something that is not understood. */
export type Description = Pick<
  AnyDomainDetail,
  | 'title'
  | 'description'
  | 'madeBy'
  | 'machine'
  | 'firmware'
  | 'serialPorts'
  | 'ports'
  | 'displays'
  | 'disks'
  | 'interfaces'
>;

const attributes = z.record(z.string(), z.unknown()).catch({}).default({});

const disk = z.object({
  '@type': z.string().default('file'),
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
const port = z.object({
  '@type': z.string().default('pty'),
  target: z.object({ '@type': z.string().optional() }).optional().catch(undefined),
});
const device = z.object({
  disk: eachOf(disk),
  interface: eachOf(networkInterface),
  graphics: eachOf(z.object({ '@type': z.string() })),
  serial: eachOf(port),
  console: eachOf(port),
});
const os = z.object({
  type: z
    .object({ '@arch': z.string().optional(), '@machine': z.string().optional() })
    .optional()
    .catch(undefined),
  loader: textOf,
  kernel: textOf,
  '@firmware': z.string().optional(),
});
const domainDocument = z.object({
  domain: z.object({
    '@type': z.string().optional(),
    title: textOf,
    description: textOf,
    metadata: textOf,
    bootloader: textOf,
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
  const ports = portsOf(devices);
  return {
    ...{ title: found.title, description: found.description },
    madeBy: makerOf(xml, found, own),
    machine: machineOf(found),
    firmware: firmwareOf(found),
    serialPorts: ports.length,
    ports,
    displays: (devices?.graphics ?? []).map((graphics) => graphics['@type']),
    disks: (devices?.disk ?? []).map((each) => ({
      target: each.target['@dev'],
      device: each['@device'],
      bus: each.target['@bus'] ?? null,
      source: diskPlace(each),
    })),
    interfaces: (devices?.interface ?? []).map((each) => ({
      mac: each.mac?.['@address'] ?? null,
      type: each['@type'],
      source: interfacePlace(each),
      model: each.model?.['@type'] ?? null,
    })),
  };
}

/** Where its disks are that are files or volumes of the host. */
export interface DiskPlace {
  readonly target: string;
  readonly at: { readonly path: string } | { readonly pool: string; readonly name: string };
}

export function diskPlaces(name: string, xml: string): DiskPlace[] {
  const disks = parseXml(domainDocument, `domain ${name}`, xml).domain.devices?.disk ?? [];
  return disks.flatMap(({ '@device': device, target: { '@dev': target }, source }): DiskPlace[] => {
    if (device !== 'disk') return [];
    const [path] = [source['@file'], source['@dev']].filter((each) => typeof each === 'string');
    if (path?.startsWith('/') === true) return [{ target, at: { path } }];
    const { '@pool': pool, '@volume': volume } = source;
    return typeof pool === 'string' && typeof volume === 'string'
      ? [{ target, at: { pool, name: volume } }]
      : [];
  });
}

/** The file with its UEFI variables, as an element's text or as a file of its own. */
export function nvramIn(xml: string): string | null {
  const found = /<nvram[^>]*>(?:\s*<source file='([^']+)'|([^<\s][^<]*)<\/nvram>)/.exec(xml);
  const path = found?.[1] ?? found?.[2];
  return path === undefined ? null : unescaped(path);
}

function machineOf({ '@type': type, os: found }: DomainDocument): string | null {
  const parts = [type, found?.type?.['@arch'], found?.type?.['@machine']];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? null : known.join(' ');
}

/** What starts it, where that is said: a program of the machine's, or a kernel or boot loader of the host's. */
function firmwareOf({ os: found, bootloader }: DomainDocument): string | null {
  if (found?.kernel != null) return `none: the kernel ${found.kernel}`;
  if (bootloader !== null) return `none: the boot loader ${bootloader}`;
  return found?.loader ?? found?.['@firmware'] ?? null;
}

/** vagrant-libvirt's description, where the Vagrantfile gives no other; and its names of disks, since its version 0.6. */
const MARKS = [
  /<description>Source: [^<]*Vagrantfile<\/description>/,
  /<alias name=['"]ua-(?:box|disk)-volume-\d+['"]/,
];

/** Whether a domain, by its XML, is a machine of vagrant-libvirt. */
export const isMadeByVagrant = (xml: string): boolean => MARKS.some((mark) => mark.test(xml));
