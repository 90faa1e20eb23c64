import { basename, dirname } from 'node:path';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type ExportedNetwork, type ExportedNode, networksOf, poolsOf } from './exported-node.ts';
import { comment, hclLiteral, hclString, xsltLiteral } from './quoting.ts';

const GIB = 1024 ** 3;

const HEAD = `terraform {
  required_providers {
    libvirt = {
      source  = "dmacvicar/libvirt"
      version = "~> 0.8.3"
    }
    local = {
      source  = "hashicorp/local"
      version = "~> 2.5"
    }
  }
}

variable "libvirt_uri" {
  type    = string
  default = "qemu:///system"
}

provider "libvirt" {
  uri = var.libvirt_uri
}`;

/** Files that QEMU only reads keep this mode; libvirt gives it the others. */
const READABLE = `<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output omit-xml-declaration="yes"/>
  <xsl:template match="node()|@*"><xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy></xsl:template>
  <xsl:template match="/volume/target/permissions/mode"><mode>0644</mode></xsl:template>
</xsl:stylesheet>`;

/** A configuration for the provider dmacvicar/libvirt, with the syntax of version 0.8. */
export function terraform(nodes: readonly ExportedNode[]): string {
  nodes.forEach(refuseUnknown);
  const names = new Names();
  const pools = new Map(poolsOf(nodes).map((pool) => [pool.name, names.of(pool.name)]));
  const networks = new Map(networksOf(nodes).map(({ name }) => [name, names.of(name)]));
  const parts = [
    `${about(nodes)}\n${HEAD}`,
    ...poolsOf(nodes).map((pool) => poolResource(pools.get(pool.name) ?? '', pool)),
    ...networksOf(nodes).map((network) => networkResource(networks.get(network.name) ?? '', network)),
    ...nodes.map((node) =>
      nodeResources(node, {
        label: names.of(node.domain.name),
        pool: pools.get(node.pool.name) ?? '',
        diskPool: pools.get(node.diskPool.name) ?? '',
        network: node.network === null ? null : (networks.get(node.network.name) ?? ''),
      }),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function about(nodes: readonly ExportedNode[]): string {
  const lines = [
    `Makes ${nodes.map(({ domain }) => domain.name).join(', ')} with: terraform init && terraform apply`,
    'Names, UUIDs, MAC addresses and serial numbers are those of the nodes: delete them in the console first, or use',
    'another host. Each domain is what the XSLT says, whatever the provider writes by itself; that needs xsltproc.',
    ...(nodes.some(({ registration }) => registration !== null)
      ? ['They are not registered at the orchestrator; ven export commands shows how.']
      : []),
  ];
  return lines.map(comment).join('\n');
}

function refuseUnknown({ domain, base, addedSizes, pool }: ExportedNode): void {
  const reason =
    (base !== null && 'its disk begins with an image of the console') ||
    (domain.seed !== null && 'it has cloud-init data') ||
    (domain.medium !== null && 'it has a medium') ||
    (domain.variables !== null && 'its firmware has an enrolled certificate') ||
    ([...addedSizes].some(([path, bytes]) => bytes === null || dirname(path) !== pool.path) &&
      "it has another disk outside of the console's pool");
  if (reason === false) return;
  throw new ConsoleError('invalid', `${domain.name} cannot be written for Terraform: ${reason}.`, {
    fix: 'Export it as commands or ansible.',
  });
}

/** Labels of resources, which have no dots and do not begin with a digit; different names get different ones. */
class Names {
  readonly #taken = new Set<string>();

  of(name: string): string {
    const label = name.replaceAll(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_');
    let free = label;
    for (let count = 2; this.#taken.has(free); count++) free = `${label}_${count}`;
    this.#taken.add(free);
    return free;
  }
}

const poolResource = (
  label: string,
  { name, path }: ExportedNode['pool'],
): string => `resource "libvirt_pool" "${label}" {
  name = ${hclString(name)}
  type = "dir"
  target {
    path = ${hclString(path)}
  }
}`;

/** The definition of the console takes the place of the provider's, which has no words for all of it. */
const networkResource = (
  label: string,
  { name, subnet, xml }: ExportedNetwork,
): string => `resource "libvirt_network" "${label}" {
  name      = ${hclString(name)}
  mode      = "nat"
  addresses = ["${subnet}.0/24"]
  xml {
    xslt = ${heredoc(replacing(xml))}
  }
}`;

interface Labels {
  readonly label: string;
  readonly pool: string;
  readonly diskPool: string;
  readonly network: string | null;
}

function nodeResources(node: ExportedNode, { label, pool, diskPool, network }: Labels): string {
  const { domain, diskGiB, authority } = node;
  const files =
    authority === null || domain.authority === null
      ? []
      : authorityResources(label, pool, domain.authority, authority);
  const interfaceLines = [
    network === null
      ? `    ${domain.attachment === 'bridge' ? 'bridge' : 'network_name'} = ${hclString(domain.network)}`
      : `    network_id = libvirt_network.${network}.id`,
    `    mac = ${hclString(domain.mac)}`,
  ];
  return [
    ...files,
    `resource "libvirt_volume" "${label}" {
  name   = ${hclString(basename(domain.disk))}
  pool   = libvirt_pool.${diskPool}.name
  size   = ${diskGiB * GIB}
  format = "qcow2"
}`,
    ...addedVolumes(node, label, pool),
    `resource "libvirt_domain" "${label}" {
  name     = ${hclString(domain.name)}
  type     = "${domain.acceleration === 'kvm' ? 'kvm' : 'qemu'}"
  machine  = "q35"
  vcpu     = ${domain.vcpus}
  memory   = ${domain.memoryMiB}
  firmware = ${hclString(domain.firmware.code)}
  running  = true
${files.length === 0 ? '' : `  depends_on = [libvirt_volume.${label}_cacerts]\n`}
  disk {
    volume_id = libvirt_volume.${label}.id
  }

  network_interface {
${interfaceLines.join('\n')}
  }

  xml {
    xslt = ${heredoc(replacing(node.xml))}
  }
}`,
  ].join('\n\n');
}

/** Only their volumes: the definition has the disks. */
const addedVolumes = ({ addedSizes }: ExportedNode, label: string, pool: string): string[] =>
  [...addedSizes].map(
    ([path, bytes], index) => `resource "libvirt_volume" "${label}_disk${index + 2}" {
  name   = ${hclString(basename(path))}
  pool   = libvirt_pool.${pool}.name
  size   = ${bytes ?? 0}
  format = "qcow2"
}`,
  );

const authorityResources = (label: string, pool: string, path: string, authority: Buffer): string[] => [
  `resource "local_file" "${label}_cacerts" {
  filename       = "\${path.module}/${basename(path)}"
  content_base64 = "${authority.toString('base64')}"
}`,
  `resource "libvirt_volume" "${label}_cacerts" {
  name   = ${hclString(basename(path))}
  pool   = libvirt_pool.${pool}.name
  source = local_file.${label}_cacerts.filename
  format = "raw"
  xml {
    xslt = ${heredoc(READABLE)}
  }
}`,
];

/** An XSLT whose result is this XML, whatever its input. */
const replacing = (xml: string): string => `<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output omit-xml-declaration="yes" indent="yes"/>
<xsl:template match="/">
${xsltLiteral(xml)}</xsl:template>
</xsl:stylesheet>`;

/** XML of ours has no line that is this word alone. */
const heredoc = (text: string): string => `<<XSLT\n${hclLiteral(text)}\nXSLT`;
