import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';

/**
 * Which console made what lies on a host. A part of the names of networks, pools and folders; without "-" no
 * installation's names begin with another's.
 */
const installationName = z.string().regex(/^[a-z0-9]{1,20}$/);

export function checkInstallation(installation: string): string {
  const parsed = installationName.safeParse(installation);
  if (parsed.success) return parsed.data;
  throw new ConsoleError(
    'invalid',
    `the installation's name ${JSON.stringify(installation)} cannot be used`,
    {
      fix: 'Use 1 to 20 lower-case letters and digits.',
    },
  );
}

/** What everything of an installation that has no metadata is called, or begins with (and "-" follows). */
export const installationPrefix = (installation: string): string => `ven-${installation}`;

export function isOfInstallation(name: string, installation: string): boolean {
  const prefix = installationPrefix(installation);
  return name === prefix || name.startsWith(`${prefix}-`);
}

export const poolName = (installation: string): string => installationPrefix(installation);

/** One network serves all nodes of an orchestrator. */
export const networkName = (installation: string, orchestrator: string): string =>
  `${installationPrefix(installation)}-${orchestrator}`;

/** The kernel takes 15 characters; two networks' names may begin with the same 15. */
export const bridgeName = (network: string): string =>
  `ven${createHash('sha256').update(network).digest('hex').slice(0, 8)}`;

export const diskVolume = (node: string): string => `${node}.qcow2`;
export const authorityVolume = (node: string): string => `${node}.cacerts`;
const ipxeVolume = (node: string): string => `${node}.ipxe`;
export const serialLogVolume = (node: string, port: number): string => `${node}.ttyS${port}.log`;

/** Every volume that a node may have; what virtlogd makes of the logs goes with them. */
export const nodeVolumes = (node: string): string[] => [
  diskVolume(node),
  authorityVolume(node),
  ipxeVolume(node),
  serialLogVolume(node, 0),
  serialLogVolume(node, 1),
];
