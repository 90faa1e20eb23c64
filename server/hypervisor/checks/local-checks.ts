import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Check } from '../../../lib/contract/host.ts';
import { fail, ok, warn } from './verdict.ts';

/** What can be looked at only where the host is this machine. */
export async function localChecks(): Promise<Check[]> {
  return Promise.all([
    checkKvmDevice(),
    checkVirtlogd(),
    checkProgram('dnsmasq', 'gives addresses to nodes', 'dnsmasq-base'),
    checkProgram('iptables', 'connects their networks', 'iptables'),
  ]);
}

const KVM = '/dev/kvm';
const OTHERS_MASK = 0o777;

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
  const mode = found.mode & OTHERS_MASK;
  const isForGroup = found.gid !== 0 && (mode & 0o060) === 0o060;
  if (isForGroup || (mode & 0o006) === 0o006)
    return ok('kvm-device', `${device} has mode 0${mode.toString(8)}`);
  return warn(
    'kvm-device',
    `${device} has mode 0${mode.toString(8)}, so that QEMU's user cannot open it and every start takes seconds longer`,
    `sudo chown root:kvm ${device} && sudo chmod 0660 ${device}`,
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
  return fail(
    'virtlogd',
    'virtlogd does not run, and without it no domain starts',
    'sudo systemctl start virtlogd',
  );
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
  return fail(program, `${program}, which ${purpose}, is not installed`, `sudo apt install ${packageName}`);
}
