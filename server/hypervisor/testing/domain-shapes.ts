/** A kind of domain, by what its definition has; `facts`: what is to be read from it. */
export interface DomainShape {
  readonly xml: string;
  readonly facts?: object;
}

const devices = (xml: string): string => `<devices>${xml}</devices>`;

const disk = (type: string, source: string, attributes = ''): string =>
  devices(`<disk type='${type}' ${attributes}>${source}<target dev='vda' bus='virtio'/></disk>`);

/** A disk with that source, which is shown as this text. */
const disks = (type: string, source: string, shown: string | null, attributes = ''): DomainShape => ({
  xml: disk(type, source, attributes),
  facts: { disks: [{ target: 'vda', bus: 'virtio', source: shown }] },
});

const nic = (type: string, inner: string, shown: string | null): DomainShape => ({
  xml: devices(`<interface type='${type}'>${inner}</interface>`),
  facts: { interfaces: [{ type, source: shown }] },
});

/** Ports that can be opened, and those that cannot. */
const ports = (xml: string, labels: readonly string[], closed: readonly number[] = []): DomainShape => ({
  xml: devices(xml),
  facts: {
    serialPorts: labels.length,
    ports: labels.map((label, index) => ({
      label,
      refusal: closed.includes(index) ? expectText('its other end is a ') : null,
    })),
  },
});

/** Compared by vitest. */
const expectText = (part: string) => ({
  asymmetricMatch: (found: unknown) => String(found).startsWith(part),
});

const displays = (xml: string, shown: readonly string[]): DomainShape => ({
  xml: devices(xml),
  facts: { displays: shown },
});

const host = "<host name='h' port='1'/>";
const pci = "<address type='pci' domain='0x0000' bus='0x0a' slot='0x10' function='0x1'/>";

const DISKS: readonly DomainShape[] = [
  disks('file', "<source file='/p/a b&amp;c.img'/>", '/p/a b&c.img'),
  disks('file', "<source file='/p/a.img' startupPolicy='optional'/>", '/p/a.img', "device='cdrom'"),
  disks('file', '', null, "device='cdrom'"),
  disks(
    'file',
    "<driver name='qemu' type='qcow2' cache='none'/><source file='/p/a'/>",
    '/p/a',
    "snapshot='no'",
  ),
  disks(
    'file',
    "<source file='/p/o'/><backingStore type='file'><format type='raw'/><source file='/p/b'/></backingStore>",
    '/p/o',
  ),
  disks('file', "<source file='/p/o'/><backingStore/>", '/p/o'),
  disks('block', "<source dev='/dev/mapper/vg-a'/>", '/dev/mapper/vg-a'),
  disks('block', "<source dev='/dev/sr0'/>", '/dev/sr0', "device='lun'"),
  disks('dir', "<source dir='/p'/>", '/p'),
  disks('volume', "<source pool='images' volume='a.img'/>", 'images:a.img'),
  disks('volume', "<source pool='iscsi' volume='unit:0:0:1' mode='direct'/>", 'iscsi:unit:0:0:1'),
  disks('network', `<source protocol='rbd' name='pool/image'>${host}</source>`, 'rbd:pool/image'),
  disks('network', `<source protocol='rbd' name='p/i'>${host}${host.replace('h', 'i')}</source>`, 'rbd:p/i'),
  disks('network', `<source protocol='nbd'>${host}</source>`, 'nbd:h:1'),
  disks('network', "<source protocol='nbd'><host transport='unix' socket='/s'/></source>", 'nbd:/s'),
  disks('network', `<source protocol='iscsi' name='iqn.x:a/1'>${host}</source>`, 'iscsi:iqn.x:a/1'),
  disks('network', `<source protocol='gluster' name='v/i'>${host}</source>`, 'gluster:v/i'),
  disks(
    'network',
    `<source protocol='https' name='a.iso' query='q=1'>${host}</source>`,
    'https:a.iso',
    "device='cdrom'",
  ),
  disks('network', `<source protocol='ssh' name='a'>${host}</source>`, 'ssh:a'),
  disks('nvme', `<source type='pci' managed='yes' namespace='1'>${pci}</source>`, 'nvme://0000:0a:10.1/1'),
  disks('vhostuser', "<source type='unix' path='/v.sock'/>", '/v.sock'),
  {
    xml: devices(
      Array.from(
        { length: 26 },
        (_, index) =>
          `<disk type='file'><source file='/p/${index}'/><target dev='vd${String.fromCodePoint(97 + index)}'/></disk>`,
      ).join(''),
    ),
    facts: { disks: { length: 26 } },
  },
];

const INTERFACES: readonly DomainShape[] = [
  nic('network', "<source network='default'/>", 'default'),
  nic(
    'network',
    "<source network='lab' portgroup='blue'/><virtualport type='802.1Qbh'><parameters profileid='p'/></virtualport>",
    'lab',
  ),
  nic('bridge', "<source bridge='br0'/><vlan><tag id='42'/></vlan>", 'br0'),
  nic('direct', "<source dev='eth0' mode='bridge'/>", 'eth0'),
  nic('user', '', null),
  nic('ethernet', "<target dev='tap7' managed='no'/>", null),
  nic('hostdev', `<source>${pci}</source>`, 'PCI 0000:0a:10.1'),
  nic('server', "<source address='192.0.2.1' port='5'/>", '192.0.2.1'),
  nic('server', "<source port='5'/>", 'port 5'),
  nic('mcast', "<source address='230.0.0.1' port='5'/>", '230.0.0.1'),
  nic('vhostuser', "<source type='unix' path='/n.sock' mode='client'/><model type='virtio'/>", '/n.sock'),
  nic('internal', "<source name='switch'/>", 'switch'),
  nic('vdpa', "<source dev='/dev/vhost-vdpa-0'/>", '/dev/vhost-vdpa-0'),
  {
    xml: devices(
      "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='e1000'/><link state='down'/></interface>",
    ),
    facts: { interfaces: [{ mac: '52:54:00:00:00:01', model: 'e1000' }] },
  },
];

const CONSOLES: readonly DomainShape[] = [
  ports("<serial type='pty'/>", ['ttyS0']),
  ports("<serial type='pty'/><serial type='pty'/><serial type='pty'/>", ['ttyS0', 'ttyS1', 'ttyS2']),
  ports(
    "<serial type='file'><source path='/dev/null'/></serial><serial type='pty'/>",
    ['ttyS0', 'ttyS1'],
    [0],
  ),
  ports("<serial type='tcp'><source mode='bind' host='127.0.0.1' service='4'/></serial>", ['ttyS0'], [0]),
  ports("<serial type='unix'><source mode='bind' path='/s'/></serial>", ['ttyS0']),
  ports("<serial type='null'/>", ['ttyS0'], [0]),
  ports("<console type='pty'><target type='virtio'/></console>", ['hvc0']),
  ports("<serial type='pty'/><console type='pty'/><console type='pty'><target type='virtio'/></console>", [
    'ttyS0',
    'hvc1',
  ]),
  ports(
    "<parallel type='pty'/><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
    [],
  ),
];

const DISPLAYS: readonly DomainShape[] = [
  displays("<graphics type='vnc' port='5999' autoport='no'/>", ['vnc']),
  displays("<graphics type='vnc' socket='/v'/>", ['vnc']),
  displays("<graphics type='vnc'><listen type='network' network='lab'/></graphics>", ['vnc']),
  displays("<graphics type='spice' autoport='yes'/><graphics type='vnc'/>", ['spice', 'vnc']),
  displays("<graphics type='sdl'/>", ['sdl']),
  displays("<graphics type='rdp' autoport='yes' multiUser='yes'/>", ['rdp']),
  displays("<graphics type='egl-headless'/><video><model type='none'/></video>", ['egl-headless']),
];

const MAKERS: readonly DomainShape[] = [
  { xml: '<title/><description/>', facts: { title: null, description: null, madeBy: null } },
  { xml: '<title>A &lt;title&gt;</title>', facts: { title: 'A <title>' } },
  { xml: '<description>Source: /home/me/box/Vagrantfile</description>', facts: { madeBy: 'Vagrant' } },
  {
    xml: "<metadata><o:l xmlns:o='http://libosinfo.org/xmlns/libvirt/domain/1.0'/></metadata>",
    facts: { madeBy: 'virt-manager or virt-install' },
  },
  {
    xml: "<metadata><n:i xmlns:n='http://openstack.org/xmlns/libvirt/nova/1.1'/></metadata>",
    facts: { madeBy: 'OpenStack' },
  },
  {
    xml: "<metadata><c:d xmlns:c='https://github.com/cockpit-project/x'/></metadata>",
    facts: { madeBy: 'Cockpit' },
  },
  {
    xml: "<metadata><a:s xmlns:a='urn:x'><constructor/><devices><disk/></devices></a:s></metadata>",
    facts: { madeBy: null, disks: [] },
  },
  { xml: `<description>${'&amp;&#10;'.repeat(5000)}</description>`, facts: { serialPorts: 0 } },
  {
    xml: "<metadata><i:n xmlns:i='urn:virtual-edge-node-console:node:1'/></metadata>",
    facts: { interfaces: [] },
  },
];

const MACHINES: readonly DomainShape[] = [
  { xml: '<devices/>', facts: { disks: [], interfaces: [], displays: [], serialPorts: 0 } },
  { xml: devices('<emulator>/nowhere</emulator>') },
  { xml: "<vcpu placement='static' current='1'>4</vcpu><cputune><vcpupin vcpu='0' cpuset='0'/></cputune>" },
  {
    xml: "<maxMemory slots='4' unit='GiB'>8</maxMemory><cpu><numa><cell id='0' cpus='0' memory='512' unit='MiB'/></numa></cpu>",
  },
  { xml: "<sysinfo type='smbios'><system><entry name='serial'>X1</entry></system></sysinfo>" },
  { xml: '<memoryBacking><hugepages/><locked/></memoryBacking><features><acpi/><apic/></features>' },
  {
    xml: devices(
      "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0xbeef'/></source></hostdev>",
    ),
  },
  {
    xml: devices(
      "<filesystem type='mount'><source dir='/e'/><target dir='t'/></filesystem><watchdog model='i6300esb' action='reset'/>",
    ),
  },
  {
    xml: devices(
      "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm><rng model='virtio'><backend model='random'>/dev/random</backend></rng>",
    ),
  },
  {
    xml: devices(
      "<input type='tablet' bus='usb'/><sound model='ich6'/><redirdev bus='usb' type='spicevmc'/><controller type='usb' index='0'/>",
    ),
  },
];

const OS: readonly DomainShape[] = [
  {
    xml: '<os><type>hvm</type><kernel>/boot/k</kernel><cmdline>a=&quot;b&quot;</cmdline></os>',
    facts: { firmware: 'none: the kernel /boot/k' },
  },
  {
    xml: "<os><type>hvm</type><loader readonly='yes' type='pflash'>/o/CODE.fd</loader><nvram>/o/VARS.fd</nvram></os>",
    facts: { firmware: '/o/CODE.fd' },
  },
  { xml: "<os firmware='efi'><type>hvm</type></os>", facts: { firmware: 'efi' } },
  {
    xml: "<os><type>hvm</type><boot dev='network'/><boot dev='hd'/><bootmenu enable='yes'/></os>",
    facts: { firmware: null },
  },
];

const withOs = ({ xml, ...rest }: DomainShape): DomainShape => ({
  xml: `<os><type>hvm</type></os>${xml}`,
  ...rest,
});

/** What people's definitions have, kind by kind, as libvirt's own tests have them. */
export const DOMAIN_SHAPES: readonly DomainShape[] = [
  ...[...DISKS, ...INTERFACES, ...CONSOLES, ...DISPLAYS, ...MAKERS, ...MACHINES].map(withOs),
  ...OS,
];
