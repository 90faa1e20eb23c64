import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Connection } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  FIRMWARE_FILES,
  SECURE_BOOT_FILES,
  firmwareInstallation,
  NO_FIRMWARE,
  NO_SECURE_BOOT,
} from '../../../lib/host-rules/firmware.mjs';
import type { FirmwareFiles } from '../api.ts';
import { parseXml } from '../xml/parse.ts';

const run = promisify(execFile);

const capabilities = z.object({
  domainCapabilities: z.object({
    os: z.object({ loader: z.object({ value: z.array(z.string()).default([]) }) }),
  }),
});

/** Firmware that the host's libvirt reports; on this machine, only files that exist. */
export async function findFirmware(
  connection: Connection,
  isLocal: boolean,
  secureBoot = false,
): Promise<FirmwareFiles> {
  const xml = await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'qemu' });
  const { domainCapabilities } = parseXml(capabilities, 'its firmware', xml);
  const offered = domainCapabilities.os.loader.value;
  for (const { code, variables } of secureBoot ? SECURE_BOOT_FILES : FIRMWARE_FILES) {
    if (isLocal ? await areReadable(code, variables) : offered.includes(code)) {
      return { code, variables, version: isLocal ? await packagedVersion() : 'unknown' };
    }
  }
  throw new ConsoleError('no-firmware', secureBoot ? NO_SECURE_BOOT : NO_FIRMWARE, {
    fix: `Install it on the host: ${firmwareInstallation({ isRoot: false })}`,
    ...(secureBoot && { errors: [{ field: 'machine.secureBoot', message: NO_SECURE_BOOT }] }),
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

/** The version of the firmware's package, because the files do not contain it. */
async function packagedVersion(): Promise<string> {
  try {
    const { stdout } = await run('dpkg-query', ['--show', 'ovmf']);
    // Name, tab, version.
    return stdout.trim().split('\t')[1] ?? 'unknown';
  } catch {
    // Not Debian, or firmware from another source: the version is only for display.
    return 'unknown';
  }
}
