import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';

/**
 * Identifies the console that created an object on a host. Part of the names of networks, pools and folders; because it
 * contains no "-", no installation's names begin with another's.
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

/** The name, or the part of the name before a "-", of every object of an installation that has no metadata. */
export const installationPrefix = (installation: string): string => `ven-${installation}`;

export function isOfInstallation(name: string, installation: string): boolean {
  const prefix = installationPrefix(installation);
  return name === prefix || name.startsWith(`${prefix}-`);
}

export const poolName = (installation: string): string => installationPrefix(installation);

/** One network serves all nodes of an orchestrator. */
export const networkName = (installation: string, orchestrator: string): string =>
  `${installationPrefix(installation)}-${orchestrator}`;

/** The kernel allows 15 characters; the names of two networks may share their first 15. */
export const bridgeName = (network: string): string =>
  `ven${createHash('sha256').update(network).digest('hex').slice(0, 8)}`;

export const diskVolume = (node: string): string => `${node}.qcow2`;
/** In a pool that is not the console's own, its name says whose it is. */
export const diskVolumeElsewhere = (installation: string, node: string): string =>
  `${installationPrefix(installation)}-${diskVolume(node)}`;
export const authorityVolume = (node: string): string => `${node}.cacerts`;
/** What the firmware's variables begin with. */
export const variablesVolume = (node: string): string => `${node}.efivars`;
export const ipxeVolume = (node: string): string => `${node}.ipxe`;
export const seedVolume = (node: string): string => `${node}.seed.iso`;
export const serialLogVolume = (node: string, port: number): string => `${node}.ttyS${port}.log`;

/** Begins with a character that no node's name begins with, so that no node's volume has the name of an image. */
const IMAGE_PREFIX = '_image-';
export const imageVolume = (image: string): string => `${IMAGE_PREFIX}${image}`;
/** The image in a volume of that name; null for any other volume. */
export const imageOfVolume = (volume: string): string | null =>
  volume.startsWith(IMAGE_PREFIX) ? volume.slice(IMAGE_PREFIX.length) : null;

/** No node's name contains it, so that no other node's volume is taken for one of these. */
const POINT = '~';
/** What a node writes its disk to since a checkpoint was made, or gone back to; `disk` is what its disk is called. */
export const layerVolume = (disk: string, id: string): string => `${disk}.${POINT}${id}.qcow2`;
/** Copies of firmware variables and TPM state at a checkpoint, which is made or about to be replaced. */
export const variablesCopy = (node: string, id: string): string => `${node}.${POINT}${id}.nvram`;
export const tpmCopy = (node: string, id: string): string => `${node}.${POINT}${id}.tpm`;
/** Whether a volume is the disk itself, or such a layer of it. */
export const isLayerOf = (disk: string, volume: string): boolean =>
  volume === `${disk}.qcow2` || (volume.startsWith(`${disk}.${POINT}`) && volume.endsWith('.qcow2'));
/** Whether a volume came with a checkpoint of the node. */
export const isOfCheckpoint = (node: string, volume: string): boolean =>
  volume.startsWith(`${node}.${POINT}`);

/** No node's name contains it either: a disk that a node was given beside its first one. */
const ADDED = '+';
export const addedVolume = (node: string, id: string): string => `${node}.${ADDED}${id}.qcow2`;
export const isAddedVolume = (volume: string): boolean => /\.\+[0-9a-f]{8}\.qcow2$/.test(volume);
export const isAddedVolumeOf = (node: string, volume: string): boolean =>
  isAddedVolume(volume) && volume.startsWith(`${node}.${ADDED}`);

/** Every volume that a node may have; rotated logs are removed with them. */
export const nodeVolumes = (node: string): string[] => [
  diskVolume(node),
  authorityVolume(node),
  variablesVolume(node),
  ipxeVolume(node),
  seedVolume(node),
  serialLogVolume(node, 0),
  serialLogVolume(node, 1),
];
