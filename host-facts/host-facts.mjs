// @ts-check
import { readAccess, readDaemons } from './daemons.mjs';
import {
  readFirmware,
  readKvmDevice,
  readMemory,
  readProcessor,
  readPrograms,
  readSpace,
} from './hardware.mjs';
import { readBridges, readConfinement, readFirewall, readForwarding, readProxies } from './network.mjs';
import { readPackages } from './packages.mjs';
import { readStrayLocks } from './pty-locks.mjs';

/** @typedef {import('../lib/host-rules/facts.mjs').HostFacts} HostFacts */

/** @typedef {import('../lib/host-rules/packages.mjs').PackagePurpose} PackagePurpose */
/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/** Where libvirt keeps disks, unless told otherwise. */
const IMAGES_FOLDER = '/var/lib/libvirt/images';

/**
 * What this machine's kernel, files and programs tell about it.
 * @param {{ env: Environment, uri: string, packages: PackagePurpose }} place  `uri`: of the libvirt that counts;
 *   `packages`: what they are for
 * @returns {Promise<HostFacts>}
 */
export async function readMachineFacts({ env, uri, packages: purpose }) {
  const [daemons, packages] = await Promise.all([readDaemons(uri, env), readPackages(purpose)]);
  const { firmware, secureBootFirmware } = readFirmware();
  const version = packages?.installed.find(({ name }) => name === 'ovmf')?.version;
  return {
    processor: readProcessor(),
    kvmDevice: readKvmDevice(),
    programs: readPrograms(env.PATH ?? ''),
    firmware: firmware === null || version === undefined ? firmware : { ...firmware, version },
    secureBootFirmware,
    strayLocks: readStrayLocks(),
    bridges: readBridges(),
    forwarding: readForwarding(),
    firewall: readFirewall(),
    confinement: readConfinement(),
    spaces: [readSpace('image-space', IMAGES_FOLDER)],
    memory: readMemory(),
    ...(packages === null ? {} : { packages }),
    ...(daemons === null ? {} : { daemons }),
  };
}

/**
 * The same, and what is known about the user and the environment of this process.
 * @param {{ env: Environment, uri: string, data: string }} place  `data`: the console's data directory
 * @returns {Promise<HostFacts>}
 */
export async function readAllFacts({ env, uri, data }) {
  const machine = await readMachineFacts({ env, uri, packages: 'start' });
  const access = machine.daemons === undefined ? null : await readAccess(uri, machine.daemons);
  return {
    ...machine,
    nodeVersion: process.versions.node,
    proxies: readProxies(env),
    spaces: [...(machine.spaces ?? []), readSpace('data-space', data)],
    ...(access === null ? {} : { access }),
  };
}
