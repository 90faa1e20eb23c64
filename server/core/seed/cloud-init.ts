import type { Seed } from '../../../lib/contract/boot-source.ts';
import type { IsoFile } from '../../hypervisor/index.ts';

/** The label by which cloud-init finds its data (data source NoCloud). */
export const SEED_LABEL = 'CIDATA';

/** Where cloud-init looks for scripts that run once, after everything else. */
const FIRST_BOOT = '/var/lib/cloud/scripts/per-instance/first-boot';

export interface SeedNode {
  readonly name: string;
  readonly uuid: string;
  readonly mac: string;
}

/** A node's name may have characters that a host name may not. */
export const hostNameOf = (name: string): string => name.replaceAll(/[._]+/g, '-').replace(/-+$/, '');

/** JSON is YAML, so that nothing needs quoting by hand. */
const yaml = (document: object): string => JSON.stringify(document, undefined, 2);

/** The files that cloud-init reads at the first boot. */
export function seedFiles(node: SeedNode, seed: Seed, passwordHash: string | null): IsoFile[] {
  return [
    { name: 'meta-data', content: `instance-id: ${node.uuid}\nlocal-hostname: ${hostNameOf(node.name)}\n` },
    { name: 'network-config', content: `${yaml(networkConfig(node))}\n` },
    { name: 'user-data', content: `#cloud-config\n${yaml(userData(node, seed, passwordHash))}\n` },
  ];
}

/** By its MAC address: the name of an interface depends on the system. */
const networkConfig = ({ mac }: SeedNode) => ({
  version: 2,
  ethernets: { nic0: { match: { macaddress: mac }, dhcp4: true } },
});

function userData(
  { name }: SeedNode,
  { user, sshKeys, packages, script, proxy, proxyExcept }: Seed,
  passwordHash: string | null,
): object {
  const files = [
    ...(proxy === null ? [] : [environmentFile(proxy, proxyExcept)]),
    ...(script === null ? [] : [{ path: FIRST_BOOT, permissions: '0755', content: script }]),
  ];
  return {
    hostname: hostNameOf(name),
    users: [
      {
        name: user,
        shell: '/bin/bash',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        lock_passwd: passwordHash === null,
        ...(passwordHash === null ? {} : { passwd: passwordHash }),
        ...(sshKeys.length === 0 ? {} : { ssh_authorized_keys: sshKeys }),
      },
    ],
    ssh_pwauth: passwordHash !== null,
    ...(packages.length === 0 ? {} : { package_update: true, packages }),
    ...(proxy === null ? {} : { apt: { http_proxy: proxy, https_proxy: proxy } }),
    ...(files.length === 0 ? {} : { write_files: files }),
  };
}

const ITSELF = ['localhost', '127.0.0.1', '::1'];

/** Read at every login, and by services that name it; some programs know only one of the spellings. */
function environmentFile(proxy: string, except: readonly string[]) {
  const direct = [...ITSELF, ...except].join(',');
  const lines = Object.entries({ http_proxy: proxy, https_proxy: proxy, no_proxy: direct }).flatMap(
    ([name, value]) => [`${name}=${value}`, `${name.toUpperCase()}=${value}`],
  );
  return { path: '/etc/environment', append: true, content: `${lines.join('\n')}\n` };
}
