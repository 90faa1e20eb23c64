import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Connection } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type FirmwareFiles } from '../api.ts';
import { parseXml } from '../xml/parse.ts';

const run = promisify(execFile);

/**
 * OVMF without Secure Boot, which has HTTP boot over TLS, best first, with the empty variable store that belongs to
 * it: Debian and Ubuntu with 4 MiB, the same with 2 MiB, Fedora, Arch, openSUSE. Others than Debian's are untested.
 */
const KNOWN: readonly (readonly [code: string, variables: string])[] = [
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_VARS.fd'],
  ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'],
  ['/usr/share/edk2/x64/OVMF_CODE.4m.fd', '/usr/share/edk2/x64/OVMF_VARS.4m.fd'],
  ['/usr/share/qemu/ovmf-x86_64-4m-code.bin', '/usr/share/qemu/ovmf-x86_64-4m-vars.bin'],
];

const capabilities = z.object({
  domainCapabilities: z.object({
    os: z.object({ loader: z.object({ value: z.array(z.string()).default([]) }) }),
  }),
});

/** Where the host's libvirt says that firmware is; on this machine, only what is really there. */
export async function findFirmware(connection: Connection, isLocal: boolean): Promise<FirmwareFiles> {
  const xml = await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'qemu' });
  const { domainCapabilities } = parseXml(capabilities, 'its firmware', xml);
  const offered = domainCapabilities.os.loader.value;
  for (const [code, variables] of KNOWN) {
    if (isLocal ? await areReadable(code, variables) : offered.includes(code)) {
      return { code, variables, version: isLocal ? await packagedVersion() : 'unknown' };
    }
  }
  throw new ConsoleError('no-firmware', 'the host has no UEFI firmware that nodes can boot with', {
    fix: 'Install it on the host: sudo apt install ovmf',
  });
}

async function areReadable(...files: string[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every((isReadable) => isReadable);
}

/** The files do not say it themselves. */
async function packagedVersion(): Promise<string> {
  try {
    const { stdout } = await run('dpkg-query', ['--show', 'ovmf']);
    // Name, tab, version.
    return stdout.trim().split('\t')[1] ?? 'unknown';
  } catch {
    // No Debian, or firmware from elsewhere: the version is only shown.
    return 'unknown';
  }
}
