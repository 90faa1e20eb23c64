import { dirname } from 'node:path';
import { type ExportedNetwork, type ExportedNode, networksOf } from './exported-node.ts';
import { comment, heredoc, shellWord } from './quoting.ts';
import { registrationCommands, registrationsOf, signIn } from './registration-commands.ts';
import type { OrchestratorAccess } from '../../orchestrator/api.ts';

const HEAD = `#!/bin/sh
set -eu
export LIBVIRT_DEFAULT_URI="\${LIBVIRT_DEFAULT_URI:-qemu:///system}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A file that these commands cannot make.
needs() {
  [ -e "$1" ] && return
  echo "$1 is missing: $2" >&2
  exit 1
}`;

/** A script for a POSIX shell that makes and starts the same machines. */
export function commands(nodes: readonly ExportedNode[]): string {
  const accesses = registrationsOf(nodes);
  const parts = [
    HEAD.replace('\n', `\n${about(nodes)}\n`),
    ...networksOf(nodes).map(networkCommands),
    ...accesses.map(signIn),
    ...nodes.map((node) => nodeCommands(node, accesses)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function about(nodes: readonly ExportedNode[]): string {
  const lines = [
    `Makes and starts ${nodes.map(({ domain }) => domain.name).join(', ')} without the console.`,
    'Run it as root on the libvirt host. Names, UUIDs, MAC addresses and serial numbers are those of the nodes:',
    'delete them in the console first, or run this on another host.',
    ...(nodes.some(({ registration }) => registration !== null)
      ? ['API_PASSWORD in the environment registers them at the orchestrator.']
      : []),
  ];
  return lines.map(comment).join('\n');
}

/** Defines the network where it does not exist, and starts it where it is not active. */
function networkCommands({ name, xml }: ExportedNetwork): string {
  const { word, lines } = heredoc(xml);
  const quoted = shellWord(name);
  return [
    comment(`Network ${name}`),
    `if ! virsh net-info ${quoted} >/dev/null 2>&1; then`,
    `cat >"$work/network.xml" <<'${word}'`,
    lines,
    'virsh net-define "$work/network.xml"',
    'fi',
    `virsh net-list --name | grep -qxF -e ${quoted} || virsh net-start ${quoted}`,
  ].join('\n');
}

function nodeCommands(node: ExportedNode, accesses: readonly OrchestratorAccess[]): string {
  const { domain, xml } = node;
  const { word, lines } = heredoc(xml);
  return [
    comment(domain.name),
    ...neededFiles(node),
    ...folders(node).map((folder) => `[ -d ${folder} ] || install -d -m 0711 ${folder}`),
    diskCommand(node),
    ...addedDiskCommands(node),
    ...authorityCommands(node),
    ...registrationCommands(node, accesses),
    `cat >"$work/domain.xml" <<'${word}'`,
    lines,
    'virsh define "$work/domain.xml"',
    `virsh start ${shellWord(domain.name)}`,
  ].join('\n');
}

const folders = ({ domain, addedSizes }: ExportedNode): string[] => [
  ...new Set(
    [domain.disk, ...addedSizes.keys(), ...domain.serialLogs].map((file) => shellWord(dirname(file))),
  ),
];

function neededFiles({ domain, base, addedSizes }: ExportedNode): string[] {
  const needed: (readonly [string | undefined | null, string])[] = [
    [base?.path, 'copy the image that its disk begins with'],
    ...[...addedSizes].flatMap(([path, bytes]) =>
      bytes === null ? [[path, 'copy the volume that it was given'] as const] : [],
    ),
    [domain.medium?.path, 'copy the medium'],
    [domain.seed, 'copy the image with its cloud-init data'],
    [domain.variables, 'copy the firmware variables with the certificate of the orchestrator'],
  ];
  return needed.flatMap(([file, fix]) =>
    file == null ? [] : [`needs ${shellWord(file)} ${shellWord(fix)}`],
  );
}

/** An existing disk stays. */
function diskCommand({ domain, base, diskGiB }: ExportedNode): string {
  const disk = shellWord(domain.disk);
  const backing = base === null ? '' : ` -b ${shellWord(base.path)} -F ${base.format}`;
  return `[ -e ${disk} ] || qemu-img create -q -f qcow2${backing} ${disk} ${diskGiB}G`;
}

/** Those whose volumes are the node's; others have to be there. */
function addedDiskCommands({ addedSizes }: ExportedNode): string[] {
  return [...addedSizes].flatMap(([path, bytes]) => {
    const file = shellWord(path);
    return bytes === null ? [] : [`[ -e ${file} ] || qemu-img create -q -f qcow2 ${file} ${bytes}`];
  });
}

/** Readable for QEMU, which does not run as root. */
function authorityCommands({ domain, authority }: ExportedNode): string[] {
  if (domain.authority === null || authority === null) return [];
  const file = shellWord(domain.authority);
  const { word, lines } = heredoc(base64Lines(authority));
  return [
    comment('The certificate authorities that its firmware trusts, as EFI signature lists'),
    `base64 --decode >${file} <<'${word}'`,
    lines,
    `chmod 0644 ${file}`,
  ];
}

export const base64Lines = (bytes: Buffer): string =>
  bytes
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\n')
    .trimEnd();
