import { parseURI } from 'node-libvirt';
import { ConsoleError, messageOf } from '../../lib/contract/error.ts';

const DRIVERS: readonly string[] = ['qemu', 'test'];
const EXAMPLES = 'qemu:///system, qemu+ssh://USER@MACHINE/system, qemu+tls://MACHINE/system';

/** Where a connection URI leads. */
export interface HostUri {
  readonly transport: 'unix' | 'ssh' | 'tls';
  /** Null for this machine. */
  readonly machine: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly keyfile: string | null;
  readonly driver: string;
  /** Such as `/system`. */
  readonly path: string;
}

/** Takes a connection URI apart. Throws `invalid`, for the field `uri`, when the console cannot or must not use it. */
export function hostUri(uri: string): HostUri {
  const parsed = parse(uri);
  const { driver, transport, host, port, path, parameters } = parsed;
  if (!DRIVERS.includes(driver)) {
    throw wrong(`the driver ${driver === '' ? 'of “remote”' : `“${driver}”`} is not supported; use qemu`);
  }
  if (driver === 'qemu' && path !== '/system' && path !== '/session') {
    throw wrong(`end it with /system or /session, not with “${path}”`);
  }
  if (driver === 'test' && path === '') throw wrong('name the test node, such as test:///default');
  if (transport !== 'unix' && host === undefined)
    throw wrong('name the machine: qemu+ssh://USER@MACHINE/system');
  if (parameters.command !== undefined) {
    throw wrong(
      'command= would run a program on the console’s machine; configure ssh in ~/.ssh/config instead',
    );
  }
  if (parameters.noVerify) {
    throw wrong(
      'no_verify=1 gives up knowing which machine answers; confirm its key or install its CA instead',
    );
  }
  return {
    ...{ driver, transport, path, machine: host ?? null, port: port ?? null },
    ...{ user: parsed.user ?? null, keyfile: parameters.keyfile ?? null },
  };
}

function parse(uri: string) {
  try {
    return parseURI(uri);
  } catch (cause) {
    throw wrong(messageOf(cause), cause);
  }
}

const wrong = (message: string, cause?: unknown): ConsoleError =>
  new ConsoleError('invalid', `The URI cannot be used: ${message}.`, {
    ...{ fix: `Examples: ${EXAMPLES}.`, errors: [{ field: 'uri', message }] },
    ...(cause === undefined ? {} : { cause }),
  });
