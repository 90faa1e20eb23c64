import { basename } from 'node:path';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainDefinition } from '../../hypervisor/api.ts';
import { type ExportedNetwork, type ExportedNode, networksOf, poolsOf } from './exported-node.ts';
import { comment, rubyString, xmlText } from './quoting.ts';

const HEAD = `# -*- mode: ruby -*-
# vi: set ft=ruby :`;

/** Ruby that makes what vagrant-libvirt cannot: pools, networks with boot options, files for the firmware. */
const PREPARATION = String.raw`require 'open3'
require 'tempfile'

URI_OF_HOST = ENV.fetch('LIBVIRT_DEFAULT_URI', 'qemu:///system')

def virsh(*arguments, fails: true)
  output, status = Open3.capture2e('virsh', '--connect', URI_OF_HOST, *arguments)
  raise "virsh #{arguments.first}: #{output}" if fails && !status.success?
  status.success? ? output : nil
end

def with_file(content)
  Tempfile.create('vagrant') do |file|
    file.binmode
    file.write(content)
    file.close
    yield file.path
  end
end

def make_pool(name, path)
  virsh('pool-define-as', name, 'dir', '--target', path) unless virsh('pool-info', name, fails: false)
  return if virsh('pool-list', '--name').split.include?(name)
  virsh('pool-build', name)
  virsh('pool-start', name)
end

def make_network(name, xml)
  with_file(xml) { |path| virsh('net-define', path) } unless virsh('net-info', name, fails: false)
  virsh('net-start', name) unless virsh('net-list', '--name').split.include?(name)
end

# mode: 0644 for files that QEMU only reads; libvirt gives it the others.
def make_volume(pool, name, content, mode)
  return if virsh('vol-info', '--pool', pool, name, fails: false)
  xml = "<volume><name>#{name}</name><capacity unit='bytes'>#{content.bytesize}</capacity>" \
        "<target><format type='raw'/><permissions><mode>#{mode}</mode></permissions></target></volume>"
  with_file(xml) { |path| virsh('vol-create', pool, path) }
  with_file(content) { |path| virsh('vol-upload', '--pool', pool, name, path) }
end

def remove_volume(pool, name)
  virsh('pool-refresh', pool, fails: false)
  virsh('vol-delete', '--pool', pool, name, fails: false)
end`;

/** vagrant-libvirt writes values into XML as they are. */
const inXml = (text: string): string => rubyString(xmlText(text));

/** A Vagrantfile for vagrant-libvirt, which starts the same machines without a box. */
export function vagrantfile(nodes: readonly ExportedNode[]): string {
  nodes.forEach(refuseUnknown);
  const parts = [
    `${HEAD}\n${about(nodes)}`,
    PREPARATION,
    [
      'def make_shared',
      ...poolsOf(nodes).map(({ name, path }) => `  make_pool(${rubyString(name)}, ${rubyString(path)})`),
      ...networksOf(nodes).map(({ name, xml }) => `  make_network(${rubyString(name)}, ${rubyString(xml)})`),
      'end',
    ].join('\n'),
    [
      "Vagrant.configure('2') do |config|",
      "  config.vm.synced_folder '.', '/vagrant', disabled: true",
      ...nodes.map(machine),
      'end',
    ].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function about(nodes: readonly ExportedNode[]): string {
  const lines = [
    `Makes ${nodes.map(({ domain }) => domain.name).join(', ')} with: vagrant up --provider=libvirt`,
    'There is no box: the machines boot from the network. They have the names, UUIDs, MAC addresses and serial',
    'numbers of the nodes: delete those in the console first, or use another host.',
    ...(nodes.some(({ registration }) => registration !== null)
      ? ['Vagrant does not register them at the orchestrator; ven export commands shows how.']
      : []),
    'Serial ports: virsh console NAME --devname serial0 (or serial1).',
  ];
  return lines.map(comment).join('\n');
}

/** What Vagrant has no words for. */
function refuseUnknown({ domain, base, network }: ExportedNode): void {
  const reason =
    (base !== null && 'its disk begins with an image') ||
    (domain.seed !== null && 'it has cloud-init data') ||
    (domain.medium !== null && 'it has a medium') ||
    (domain.variables !== null && 'its firmware has an enrolled certificate') ||
    (domain.machine.diskBus === 'nvme' && 'its disk is NVMe') ||
    (hasAdded(domain) && 'it was given more disks or network cards') ||
    (network === null && 'it is in a network or on a bridge that the console has not made');
  if (reason === false) return;
  throw new ConsoleError('invalid', `${domain.name} cannot be written as a Vagrant machine: ${reason}.`, {
    fix: 'Export it as commands, ansible or terraform.',
  });
}

const hasAdded = ({ added }: DomainDefinition): boolean =>
  added !== undefined && added.disks.length + added.cards.length > 0;

function machine(node: ExportedNode): string {
  const { domain } = node;
  const lines = [
    `config.vm.define ${rubyString(domain.name)} do |node|`,
    ...preparation(node).map(indent),
    '  node.vm.provider :libvirt do |libvirt|',
    ...settings(node).map((line) => `    libvirt.${line}`),
    '  end',
    'end',
  ];
  return `\n${lines.map(indent).join('\n')}`;
}

const indent = (line: string): string => `  ${line}`;

/** Before every start; what is there stays. vagrant-libvirt keeps firmware variables, and knows nothing of the rest. */
function preparation({ domain, authority, pool }: ExportedNode): string[] {
  const files = [
    {
      path: nvramPath(domain),
      content: `File.binread(${rubyString(domain.firmware.variables)})`,
      mode: '0600',
    },
    ...(authority === null || domain.authority === null
      ? []
      : [
          {
            path: domain.authority,
            content: `${rubyString(authority.toString('base64'))}.unpack1('m')`,
            mode: '0644',
          },
        ]),
  ].map((file) => ({ ...file, at: [pool.name, basename(file.path)].map(rubyString).join(', ') }));
  return [
    'node.trigger.before :up do |trigger|',
    '  trigger.ruby do',
    '    make_shared',
    ...files.map(({ at, content, mode }) => `    make_volume(${at}, ${content}, '${mode}')`),
    '  end',
    'end',
    'node.trigger.after :destroy do |trigger|',
    '  trigger.ruby do',
    ...files.map(({ at }) => `    remove_volume(${at})`),
    '  end',
    'end',
  ];
}

/** vagrant-libvirt has no template for it: the copy is made here, and removed with the machine. */
const nvramPath = ({ serialLogs: [log], name }: DomainDefinition): string =>
  `${log.slice(0, log.lastIndexOf('/'))}/${name}.nvram`;

function settings(node: ExportedNode): string[] {
  const { domain, diskPool } = node;
  const { acceleration, machine, firmware } = domain;
  const kvm = acceleration === 'kvm';
  return [
    'uri = URI_OF_HOST',
    "default_prefix = ''",
    `driver = '${kvm ? 'kvm' : 'qemu'}'`,
    `uuid = ${rubyString(domain.uuid)}`,
    `cpus = ${domain.vcpus}`,
    `memory = ${domain.memoryMiB}`,
    `cpu_mode = '${kvm ? 'host-passthrough' : 'maximum'}'`,
    "machine_type = 'q35'",
    ...(machine.secureBoot
      ? [String.raw`features = ['acpi', 'apic', "smm state='on'"]`]
      : ["features = ['acpi', 'apic']"]),
    `loader = ${inXml(firmware.code)}`,
    `nvram = ${inXml(nvramPath(domain))}`,
    `sysinfo = { 'system' => { ${smbios(domain)} } }`,
    ...(machine.tpm === 'none'
      ? []
      : [`tpm_model = '${machine.tpm}'`, "tpm_type = 'emulator'", "tpm_version = '2.0'"]),
    `storage_pool_name = ${rubyString(diskPool.name)}`,
    `storage :file, ${disk(node)}`,
    ...networkSettings(node.network),
    `management_network_mac = ${rubyString(domain.mac)}`,
    "boot 'hd'",
    "boot 'network'",
    "serial type: 'pty'",
    "serial type: 'pty'",
    "random model: 'random'",
    "usb_controller model: 'none'",
    'memballoon_enabled = false',
    "video_type = 'vga'",
    ...qemuArguments(domain).map((value) => `qemuargs value: ${inXml(value)}`),
  ];
}

function smbios({ serial, uuid, machine: { manufacturer, product, family } }: DomainDefinition): string {
  return Object.entries({ manufacturer, product, serial, uuid, family })
    .flatMap(([name, value]) => (value === null ? [] : [`'${name}' => ${inXml(value)}`]))
    .join(', ');
}

function disk({ domain, diskGiB }: ExportedNode): string {
  const bus = domain.machine.diskBus;
  const device = bus === 'virtio' ? 'vda' : 'sda';
  const options = { device, bus, type: 'qcow2', size: `${diskGiB}G`, discard: 'unmap' };
  const written = Object.entries(options).map(([name, value]) => `${name}: '${value}'`);
  return [...written, `path: ${rubyString(basename(domain.disk))}`].join(', ');
}

/** The nodes' own network takes the place of Vagrant's, and stays when a machine is destroyed. */
const networkSettings = (network: ExportedNetwork | null): string[] =>
  network === null
    ? []
    : [
        "nic_model_type = 'virtio'",
        `management_network_name = ${rubyString(network.name)}`,
        `management_network_address = '${network.subnet}.0/24'`,
        'management_network_keep = true',
      ];

function qemuArguments({ authority, machine }: DomainDefinition): string[] {
  const fwCfg = ['IPv4PXESupport', 'IPv6PXESupport'].map((name) => `name=opt/org.tianocore/${name},string=n`);
  const cacerts =
    authority === null ? [] : [`name=etc/edk2/https/cacerts,file=${authority.replaceAll(',', ',,')}`];
  return [
    ...[...fwCfg, ...cacerts].flatMap((value) => ['-fw_cfg', value]),
    // Without QEMU's option ROM, whose own iPXE would prevent the firmware's HTTP boot.
    ...['-global', 'virtio-net-pci.romfile='],
    ...(machine.secureBoot ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
  ];
}
