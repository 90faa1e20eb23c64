import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Check } from '../../../lib/contract/host.ts';
import { isOpenToQemu, modeText } from '../../../lib/domain/kvm-device.ts';
import { checkPtyLocks } from './pty-locks.ts';
import { fail, ok, warn } from './verdict.ts';

/** As the user that runs the console types it. */
const typed = (...commands: string[]): string =>
  commands.map((command) => (process.getuid?.() === 0 ? command : `sudo ${command}`)).join(' && ');

/** What can be looked at only where the host is this machine. */
export async function localChecks(): Promise<Check[]> {
  const checks = [
    checkKvmDevice(),
    checkVirtlogd(),
    checkProgram('dnsmasq', 'gives addresses to nodes', 'dnsmasq-base'),
    checkProgram('iptables', 'connects their networks', 'iptables'),
  ];
  return [...(await Promise.all(checks)), checkPtyLocks()];
}

const KVM = '/dev/kvm';

/**
 * As 0600 root every look-up of QEMU's abilities takes seconds: libvirt asks as root, finds that QEMU's user cannot
 * open the device, forgets what it had asked and asks again.
 */
export async function checkKvmDevice(device = KVM): Promise<Check> {
  const found = await stat(device).catch(() => null);
  if (found === null) {
    return warn(
      'kvm-device',
      `${device} is not there`,
      'Switch on virtualization in the firmware, or load kvm_intel or kvm_amd.',
    );
  }
  const mode = modeText(found);
  if (isOpenToQemu(found)) return ok('kvm-device', `${device} has ${mode}`);
  return warn(
    'kvm-device',
    `${device} has ${mode}, so that QEMU's user cannot open it and every start takes seconds longer`,
    typed(`chown root:kvm ${device}`, `chmod 0660 ${device}`),
  );
}

const VIRTLOGD_SOCKETS = ['/run/libvirt/virtlogd-sock', '/var/run/libvirt/virtlogd-sock'];

async function checkVirtlogd(): Promise<Check> {
  for (const socket of VIRTLOGD_SOCKETS) {
    const outcome = await tryConnect(socket);
    if (outcome === 'connected') return ok('virtlogd', "virtlogd writes the nodes' serial logs");
    // It listens, if not to us.
    if (outcome === 'EACCES') return ok('virtlogd', 'virtlogd is there');
  }
  return fail('virtlogd', 'virtlogd does not run, and without it no domain starts', await startOfVirtlogd());
}

/** A container or a bare machine may have no systemd; then the daemon is started as itself. */
export async function startOfVirtlogd(systemd = '/run/systemd/system'): Promise<string> {
  const isThere = await stat(systemd).then(
    () => true,
    () => false,
  );
  return typed(isThere ? 'systemctl start virtlogd.socket' : 'virtlogd -d');
}

function tryConnect(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
  });
}

/** Where libvirtd looks, too, for what is not for everybody. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

async function checkProgram(program: string, purpose: string, packageName: string): Promise<Check> {
  for (const folder of SYSTEM_FOLDERS) {
    const file = join(folder, program);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return ok(program, `${file} ${purpose}`);
  }
  return fail(program, `${program}, which ${purpose}, is not installed`, typed(`apt install ${packageName}`));
}
