// @ts-check
import { commandLine, fail, ok } from './verdict.mjs';

/** @typedef {import('./facts.mjs').PackageFacts} PackageFacts */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/** @typedef {'test' | 'start' | 'dev'} Purpose  what a machine is for: `npm test`, `npm start`, `npm run dev` */
/** @typedef {Purpose | 'host'} PackagePurpose  `host`: it only runs nodes, for a console on another machine */

/**
 * @typedef {object} HostPackage
 * @property {string} name  Debian's and Ubuntu's name
 * @property {PackagePurpose[]} for
 * @property {string} [program]  identifies it on other distributions, where package names differ
 * @property {string[]} [notIn]  releases that have no such package, as "id version" or, for all of them, "id"
 */

/** @type {PackagePurpose[]} */
const HOST = ['host', 'start', 'test', 'dev'];
/** @type {PackagePurpose[]} */
const ALWAYS = ['start', 'test', 'dev'];
/** @type {PackagePurpose[]} */
const TEST = ['test'];

/** @type {HostPackage[]} */
const HOST_PACKAGES = [
  { name: 'libvirt-daemon-system', for: HOST, program: 'libvirtd' },
  { name: 'libvirt-daemon-driver-qemu', for: HOST },
  { name: 'libvirt-clients', for: HOST, program: 'virsh' },
  { name: 'qemu-system-x86', for: HOST, program: 'qemu-system-x86_64' },
  { name: 'qemu-utils', for: HOST, program: 'qemu-img' },
  { name: 'ovmf', for: HOST },
  { name: 'swtpm', for: HOST, program: 'swtpm' },
  { name: 'swtpm-tools', for: HOST, program: 'swtpm_setup' },
  { name: 'dnsmasq-base', for: HOST, program: 'dnsmasq' },
  { name: 'iptables', for: HOST, program: 'iptables' },
  { name: 'nftables', for: HOST, program: 'nft' },
  { name: 'ipxe', for: ALWAYS },
  { name: 'ipxe-qemu', for: HOST },
  { name: 'cpio', for: ALWAYS, program: 'cpio' },
  { name: 'mtools', for: ALWAYS, program: 'mcopy' },
  { name: 'dosfstools', for: ALWAYS, program: 'mkfs.vfat' },
  // The EFI stub; Ubuntu 22.04 still has it inside systemd itself.
  { name: 'systemd-boot-efi', for: ALWAYS, notIn: ['ubuntu 22.04'] },
  // Signs what the simulator boots.
  { name: 'sbsigntool', for: ALWAYS, program: 'sbsign' },
  // Compression of kernel modules.
  { name: 'xz-utils', for: ALWAYS, program: 'xz' },
  { name: 'zstd', for: ALWAYS, program: 'zstd' },

  // A guest's whole user land, the other end of qemu+ssh, certificates for qemu+tls, and the binding that the
  // benchmarks compare with.
  { name: 'busybox-static', for: TEST, program: 'busybox' },
  { name: 'openssh-server', for: TEST, program: 'sshd' },
  { name: 'openssh-client', for: TEST, program: 'ssh' },
  // The far end of qemu+ssh where libvirt has no virt-ssh-helper, and of any other socket.
  { name: 'netcat-openbsd', for: TEST, program: 'nc' },
  { name: 'gnutls-bin', for: TEST, program: 'certtool' },
  // A TLS client like the firmware's.
  { name: 'openssl', for: TEST, program: 'openssl' },
  { name: 'python3-libvirt', for: TEST },
  // The collection in ansible/; Ubuntu 22.04's linter does not know its rules yet.
  { name: 'ansible-core', for: TEST, program: 'ansible-playbook' },
  { name: 'ansible-lint', for: TEST, notIn: ['ubuntu 22.04'] },
  // What reads what `ven` writes: completions, the manual page, XSLT and Vagrantfiles.
  { name: 'zsh', for: TEST, program: 'zsh' },
  // What people open serial ports with.
  { name: 'minicom', for: TEST, program: 'minicom' },
  { name: 'expect', for: TEST, program: 'expect' },
  { name: 'fish', for: TEST, program: 'fish' },
  { name: 'mandoc', for: TEST, program: 'mandoc' },
  { name: 'xsltproc', for: TEST, program: 'xsltproc' },
  { name: 'ruby', for: TEST, program: 'ruby' },
  // systemd-analyze and systemd-notify, where another program is the init system.
  { name: 'systemd', for: TEST, program: 'systemd-analyze' },
  // The other database engine; the tests start their own server.
  { name: 'postgresql', for: TEST, program: 'pg_config' },
  // Ubuntu's package of this name only installs a snap; see browser-step.mjs, which also knows its other names.
  { name: 'chromium', for: TEST, notIn: ['ubuntu'] },
];

/**
 * @param {PackagePurpose} purpose
 * @param {{ id: string, version: string }} distribution
 */
export function packagesFor(purpose, { id, version }) {
  return HOST_PACKAGES.filter(
    (entry) =>
      entry.for.includes(purpose) && !entry.notIn?.some((where) => [id, `${id} ${version}`].includes(where)),
  );
}

/**
 * @param {string} dpkgQuery lines of "package status version", as asked for by DPKG_QUERY; may name unknown packages not
 *   at all, and one package once per architecture
 * @param {readonly { name: string }[]} wanted
 * @returns {PackageFacts}
 */
export function packageFacts(dpkgQuery, wanted) {
  /** @type {Map<string, string>} */
  const versions = new Map();
  for (const line of dpkgQuery.split('\n')) {
    const [name = '', status, version = ''] = line.split(' ');
    if (status === 'installed') versions.set(name, version);
  }
  const names = wanted.map(({ name }) => name);
  return {
    installed: names.flatMap((name) => {
      const version = versions.get(name);
      return version === undefined ? [] : [{ name, version }];
    }),
    missing: names.filter((name) => !versions.has(name)),
  };
}

// oxlint-disable-next-line no-template-curly-in-string -- placeholders of dpkg-query
const FORMAT = '${Package} ${db:Status-Status} ${Version}\\n';
export const DPKG_QUERY = ['dpkg-query', '--show', `--showformat=${FORMAT}`];

export const INSTALL = 'install --yes --no-install-recommends';

/** What decides how nodes run. */
const NOTABLE = ['libvirt-daemon-system', 'qemu-system-x86', 'ovmf', 'swtpm'];

/**
 * @param {PackageFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkPackages({ installed, missing }, operator) {
  if (missing.length > 0) {
    return fail(
      `not installed: ${missing.join(' ')}`,
      commandLine(['apt-get update', `apt-get ${INSTALL} ${missing.join(' ')}`], operator),
    );
  }
  const versions = installed
    .filter(({ name }) => NOTABLE.includes(name))
    .map(({ name, version }) => `${name} ${version}`);
  return ok(`${installed.length} installed${versions.length === 0 ? '' : `: ${versions.join(', ')}`}`);
}
