import type { Image } from '../../../lib/contract/image.ts';
import { imageOf } from '../../../lib/contract/boot-source.ts';
import type { Database, NodeRow } from '../../db/api.ts';
import type { DiskBase, HypervisorHost, Medium } from '../../hypervisor/api.ts';
import {
  authorityVolume,
  diskVolume,
  imageVolume,
  ipxeVolume,
  iso9660,
  layerVolume,
  seedVolume,
  serialLogVolume,
  signatureLists,
  variablesVolume,
} from '../../hypervisor/index.ts';
import type { BootFacts, OrchestratorAdapter } from '../../orchestrator/api.ts';
import { allEnded } from '../all-ended.ts';
import type { Context } from '../context.ts';
import { SEED_LABEL, seedFiles } from '../seed/cloud-init.ts';

/** What the names of its files on the host begin with: its name, or the one before it was renamed. */
export const filesOf = ({ name, files }: Pick<NodeRow, 'name' | 'files'>): string => files ?? name;

/** A node that is being made; `layer` is of its disk, if that is not the first one that it has. */
type NewNode = NodeRow & { readonly layer?: string | null };

function diskOf({ layer = null, pool, uuid, ...row }: NewNode): string {
  const name = pool === null ? filesOf(row) : uuid;
  return layer === null ? diskVolume(name) : layerVolume(name, layer);
}

/** Paths of everything in the storage that a domain has. */
export interface NodeVolumePaths {
  readonly disk: string;
  readonly medium: Medium | null;
  readonly seed: string | null;
  readonly authority: string | null;
  readonly variables: string | null;
  readonly serialLogs: readonly [string, string];
}

type FirmwareBoot = Pick<BootFacts, 'authority' | 'secureBootCertificate'>;

/** What Secure Boot has to accept besides what the firmware accepts anyway. */
const signersOf = ({ machine }: NodeRow, boot: FirmwareBoot | null): string | null =>
  machine.secureBoot ? (boot?.secureBootCertificate ?? null) : null;

/** Where the volumes of a node are, or would be. */
export async function volumePaths(
  host: HypervisorHost,
  row: NewNode,
  image: ImageFacts | null,
  boot: FirmwareBoot | null,
): Promise<NodeVolumePaths> {
  const at = (volume: string) => host.storage.volumePath(volume);
  // One after another: they are quick, and every call listens for the end of the operation that it is part of.
  return {
    disk: row.pool === null ? await at(diskOf(row)) : await host.storage.pathIn(row.pool, diskOf(row)),
    medium: mediumOf(row, image, image === null ? null : await at(imageVolume(image.name))),
    seed: hasSeed(row) ? await at(seedVolume(filesOf(row))) : null,
    authority: boot?.authority == null ? null : await at(authorityVolume(filesOf(row))),
    variables: signersOf(row, boot) === null ? null : await at(variablesVolume(filesOf(row))),
    serialLogs: [await at(serialLogVolume(filesOf(row), 0)), await at(serialLogVolume(filesOf(row), 1))],
  };
}

/** Makes the volumes of a node; those that exist already stay. */
export async function makeVolumes(
  context: Pick<Context, 'database'>,
  host: HypervisorHost,
  row: NewNode,
  orchestrator: OrchestratorAdapter | null,
): Promise<NodeVolumePaths> {
  const [facts] = await allEnded([orchestrator?.bootFacts() ?? null, host.storage.ensurePool()]);
  const image = await imageFor(context, row);
  const pem = facts?.authority ?? null;
  const paths = await volumePaths(host, row, image, facts);
  const { secrets } = context.database;
  await allEnded([
    makeDisk(host, row, image, orchestrator),
    pem === null ? null : host.storage.ensureFile(authorityVolume(filesOf(row)), signatureLists(pem)),
    makeVariables(host, row, signersOf(row, facts)),
    paths.seed === null
      ? null
      : host.storage.ensureFile(seedVolume(filesOf(row)), seedImage(row, secrets), 'domain'),
  ]);
  return paths;
}

type ImageFacts = Pick<Image, 'name' | 'kind'>;

/**
 * What the node's variables begin with, at its first start and whenever they are reset: those of the firmware, with the
 * orchestrator's certificate enrolled.
 */
export async function makeVariables(
  host: HypervisorHost,
  row: Pick<NodeRow, 'name' | 'files'>,
  signers: string | null,
): Promise<void> {
  if (signers === null) return;
  const { variables } = await host.firmware(true);
  const template = await host.nvram.templateWithSigners(variables, signers);
  await host.storage.ensureFile(variablesVolume(filesOf(row)), template, 'domain');
}

/** The image that it boots from; null if it needs none. */
export async function imageFor(
  { database }: Pick<Context, 'database'>,
  row: NodeRow,
): Promise<ImageFacts | null> {
  const name = imageOf(row.bootSource);
  return name === null ? null : database.images.get(name);
}

/** Begins with the image of a boot source that is not a medium. */
async function makeDisk(
  host: HypervisorHost,
  row: NewNode,
  image: ImageFacts | null,
  orchestrator: OrchestratorAdapter | null,
): Promise<void> {
  const { kind } = row.bootSource;
  const isBase = kind === 'cloud-image' || kind === 'ipxe-disk';
  const base = isBase ? await baseOf(host, row, image, orchestrator) : undefined;
  const { pool } = row;
  if (pool === null) await host.storage.ensureDisk(diskOf(row), row.diskGiB, base);
  else await host.storage.ensureDiskIn(pool, diskOf(row), row.diskGiB, base);
}

async function baseOf(
  host: HypervisorHost,
  row: NodeRow,
  image: ImageFacts | null,
  orchestrator: OrchestratorAdapter | null,
): Promise<DiskBase | undefined> {
  if (image !== null) {
    return { path: await host.storage.volumePath(imageVolume(image.name)), format: formatOf(image) };
  }
  const bytes = (await orchestrator?.ipxeDisk()) ?? null;
  if (bytes === null) return undefined;
  return { path: await host.storage.ensureFile(ipxeVolume(filesOf(row)), bytes, 'domain'), format: 'raw' };
}

export const formatOf = ({ kind }: ImageFacts): 'raw' | 'qcow2' => (kind === 'qcow2' ? 'qcow2' : 'raw');

function mediumOf({ bootSource }: NodeRow, image: ImageFacts | null, path: string | null): Medium | null {
  if (bootSource.kind !== 'medium' || image === null || path === null) return null;
  const { attachment, first } = bootSource;
  return { path, format: formatOf(image), attachment, first: first === 'medium' };
}

const hasSeed = ({ bootSource }: NodeRow): boolean =>
  bootSource.kind === 'cloud-image' && bootSource.seed !== null;

function seedImage(row: NodeRow, secrets: Database['secrets']): Buffer {
  const { bootSource, seedPassword } = row;
  if (bootSource.kind !== 'cloud-image' || bootSource.seed === null) throw new Error('it has a seed');
  const hash = seedPassword === null ? null : secrets.open(seedPassword);
  return iso9660(SEED_LABEL, seedFiles(row, bootSource.seed, hash));
}
