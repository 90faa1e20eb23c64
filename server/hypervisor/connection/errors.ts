import { ErrorCode, isLibvirtError, type LibvirtError } from 'node-libvirt';
import { ConsoleError, type ErrorCode as ConsoleErrorCode } from '../../../lib/contract/error.ts';
import { sshRefusal } from '../ssh/refusal.ts';
import { UNANSWERED } from './deadlines.ts';

/** System errors carry the operating system's errno: no space left, quota exceeded. */
const NO_SPACE = new Set([28, 122]);

/**
 * Translates a failed call for users; `doing` completes "… failed", such as `starting node a`. Errors that are not
 * libvirt's pass unchanged: a bug in the console must not look like a fault of the host.
 */
export function toConsoleError(error: unknown, doing: string): unknown {
  if (!isLibvirtError(error)) return error;
  const ssh = error.kind === 'refused' ? sshRefusal(error.message) : null;
  if (ssh !== null) {
    const code = ssh.kind === 'unreachable' ? 'host-unreachable' : 'host-permission';
    return new ConsoleError(code, `${doing} failed: ${ssh.message}`, { fix: ssh.fix, cause: error });
  }
  const { code, fix } = meaning(error);
  return new ConsoleError(code, `${doing} failed: ${error.message}`, { fix, cause: error });
}

interface Meaning {
  readonly code: ConsoleErrorCode;
  readonly fix: string;
}

const UNREACHABLE: Meaning = {
  code: 'host-unreachable',
  fix: 'Install and start libvirt: sudo apt install libvirt-daemon-system && sudo systemctl start virtlogd.socket libvirtd.socket (without systemd: sudo virtlogd -d && sudo libvirtd -d). The console connects again by itself.',
};
/** What `node-libvirt` says of a TLS connection that came to nothing. */
const TLS = /TLS to |libvirt's TLS|does not accept/;
const CERTIFICATES: Meaning = {
  code: 'host-permission',
  fix: 'Check name, port and certificates: the CA in /etc/pki/CA/cacert.pem, ours in /etc/pki/libvirt/clientcert.pem with private/clientkey.pem (of a user: ~/.pki/libvirt; elsewhere: ?pkipath=… in the URI). See https://libvirt.org/kbase/tlscerts.html.',
};
const NOT_PERMITTED: Meaning = {
  code: 'host-permission',
  fix: 'Add the user that runs the console to the group libvirt (sudo usermod -aG libvirt USER), log in again, and start the console again.',
};

const SUBNET_TAKEN: Meaning = {
  code: 'conflict',
  fix: 'Another network of the host has its address range: stop that one (virsh net-list --all; ip route show table all), or restart the console while it has no nodes, and it chooses a range that is free.',
};

function meaning(error: LibvirtError): Meaning {
  switch (error.kind) {
    case 'refused':
      if (TLS.test(error.message)) return CERTIFICATES;
      return isPermission(error) ? NOT_PERMITTED : UNREACHABLE;
    case 'lost':
    case 'closed':
    case 'aborted':
      return { code: 'host-unreachable', fix: 'The console connects again by itself; then repeat it.' };
    case 'timeout':
      return {
        code: 'host-unreachable',
        fix: UNANSWERED,
      };
    case 'libvirt':
      return answered(error);
    case 'overflow':
    case 'protocol':
    case 'invalid':
      return { code: 'internal', fix: 'This is a mistake in the console; report it with its log.' };
  }
}

function isPermission({ cause, call, code }: LibvirtError): boolean {
  const { AUTH_FAILED, AUTH_CANCELLED, AUTH_UNAVAILABLE, ACCESS_DENIED, OPERATION_DENIED } = ErrorCode;
  const denied: readonly number[] = [
    AUTH_FAILED,
    AUTH_CANCELLED,
    AUTH_UNAVAILABLE,
    ACCESS_DENIED,
    OPERATION_DENIED,
  ];
  if (call?.startsWith('AUTH_') === true || denied.includes(code)) return true;
  return cause instanceof Error && 'code' in cause && (cause.code === 'EACCES' || cause.code === 'EPERM');
}

function answered(error: LibvirtError): Meaning {
  switch (error.code) {
    case ErrorCode.NO_DOMAIN:
    case ErrorCode.NO_NETWORK:
    case ErrorCode.NO_STORAGE_POOL:
    case ErrorCode.NO_STORAGE_VOL:
      return {
        code: 'not-found',
        fix: 'Somebody removed it on the host. Delete the node and create it again.',
      };
    case ErrorCode.DOM_EXIST:
    case ErrorCode.NETWORK_EXIST:
    case ErrorCode.STORAGE_VOL_EXIST:
    case ErrorCode.OPERATION_INVALID:
      return { code: 'conflict', fix: 'Look at its present state, and repeat it if it is still wanted.' };
    case ErrorCode.ACCESS_DENIED:
    case ErrorCode.OPERATION_DENIED:
    case ErrorCode.AUTH_FAILED:
      return NOT_PERMITTED;
    case ErrorCode.NO_CONNECT:
      return UNREACHABLE;
    default:
      if (error.message.includes('already in use by interface')) return SUBNET_TAKEN;
      return isOutOfSpace(error)
        ? { code: 'no-capacity', fix: 'Free space on the host, or choose a smaller disk or another host.' }
        : {
            code: 'host-refused',
            fix: "Look into the host's logs: journalctl -u libvirtd, and /var/log/libvirt/qemu/NODE.log.",
          };
  }
}

function isOutOfSpace({ code, details, message }: LibvirtError): boolean {
  if (code === ErrorCode.SYSTEM_ERROR && NO_SPACE.has(details?.int1 ?? 0)) return true;
  // qemu-img's failures arrive as text alone.
  return /No space left on device|Disk quota exceeded/i.test(message);
}
