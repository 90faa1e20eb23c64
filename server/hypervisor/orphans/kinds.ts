import { basename } from 'node:path';
import { imageOfVolume, isOfInstallation, nodeVolumes, poolName, installationPrefix } from '../names.ts';
import type { HostOrphan, KnownNodes } from './api.ts';
import type { Scene, SceneFile, SceneVolume } from './scene.ts';

/** What a search for orphans has to go by. */
export interface Search extends KnownNodes {
  readonly installation: string;
  readonly scene: Scene;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The scripts make their files some time before the domain that uses them. */
const SETTLED_MS = 10 * 60_000;

/** Names that the scripts give: networks, and what belongs to a machine in one. */
const SCRIPT_NETWORK = /^orchvm-net-\d+$/;
const SCRIPT_MACHINE = /orchvm-net-\d+-vm\d+/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const NVRAM_FOLDER = '/var/lib/libvirt/qemu/nvram';
export const TPM_FOLDER = '/var/lib/libvirt/swtpm';

type Finder = (search: Search) => readonly HostOrphan[];

/** Each kind of orphan: who makes it, and when it belongs to nobody. */
export const FINDERS: readonly Finder[] = [
  ownDomains,
  scriptDomains,
  ownNetworks,
  scriptNetworks,
  ownVolumes,
  volumesElsewhere,
  scriptVolumes,
  nvramFiles,
  tpmStates,
  scriptFiles,
];

function ownDomains({ scene, installation, living }: Search): HostOrphan[] {
  const uuids = new Set(living.map(({ uuid }) => uuid));
  return scene.domains
    .filter(({ uuid, metadata }) => metadata?.installation === installation && !uuids.has(uuid))
    .map(({ name, uuid, state }) => ({
      ...{ kind: 'domain', maker: 'console', name, bytes: null, mark: `${uuid} ${state}` },
      reason: 'carries the metadata of a node of this console that was deleted, or cannot be adopted',
    }));
}

/** Off, and unable to start: its network is gone. */
function scriptDomains({ scene }: Search): HostOrphan[] {
  const networks = new Set(scene.networks.map(({ name }) => name));
  return scene.domains.flatMap(({ name, uuid, state, metadata }) => {
    const network = /orchvm-net-\d+/.exec(name)?.[0];
    const isLeft =
      network !== undefined && state === 'shut off' && metadata === null && !networks.has(network);
    if (!isLeft || !SCRIPT_MACHINE.test(name)) return [];
    const reason = `a machine of the Virtual Edge Node scripts that is off, and whose network ${network} is gone`;
    return [{ kind: 'domain', maker: 'scripts', name, bytes: null, mark: `${uuid} ${state}`, reason }];
  });
}

function ownNetworks({ scene, installation, living }: Search): HostOrphan[] {
  const wanted = new Set(living.map(({ network }) => network));
  return scene.networks
    .filter(({ name }) => isOfInstallation(name, installation) && !wanted.has(name))
    .filter(({ name }) => !scene.isMentioned(name))
    .map((network) =>
      networkOrphan(network, 'console', 'made by this console; no node and no domain uses it'),
    );
}

function scriptNetworks({ scene }: Search): HostOrphan[] {
  return scene.networks
    .filter(({ name }) => SCRIPT_NETWORK.test(name) && !scene.isMentioned(name))
    .map((network) =>
      networkOrphan(network, 'scripts', 'a network of the Virtual Edge Node scripts that no domain uses'),
    );
}

const networkOrphan = (
  { name, uuid, active }: Scene['networks'][number],
  maker: HostOrphan['maker'],
  reason: string,
): HostOrphan => ({
  ...{ kind: 'network', maker, name, reason, bytes: null, mark: `${uuid} ${active ? 'active' : 'inactive'}` },
});

/** The endings of a node's volumes, and what they are. */
const ENDINGS: ReadonlyMap<string, HostOrphan['kind']> = new Map([
  ...nodeVolumes('').map((ending) => [ending, ending.endsWith('.log') ? 'serial-log' : 'volume'] as const),
  ['.qcow2', 'disk'],
  ['.cacerts', 'ca-list'],
  // Copies at a checkpoint.
  ['.nvram', 'nvram'],
  ['.tpm', 'tpm-state'],
]);

/** Rotated logs end with a number. */
const withoutRotation = (name: string): string => name.replace(/\.\d{1,3}$/, '');

function kindOf(name: string): HostOrphan['kind'] | undefined {
  return [...ENDINGS].find(([ending]) => withoutRotation(name).endsWith(ending))?.[1];
}

/** Whether a volume has the name of one of the nodes: whatever comes after it, such as that of a checkpoint. */
const startsWithOne = (volume: string, nodes: Search['living'], prefix: string): boolean =>
  nodes.some(({ names }) => names.some((name) => volume.startsWith(`${prefix}${name}.`)));

function ownVolumes({ scene, installation, living }: Search): HostOrphan[] {
  return scene.volumes
    .filter(({ pool, name }) => pool === poolName(installation) && imageOfVolume(name) === null)
    .filter(({ name }) => !startsWithOne(name, living, ''))
    .flatMap((volume) => {
      const kind = kindOf(volume.name);
      const reason = 'in the pool of this console; no node of that name, and no domain uses it';
      return kind === undefined ? [] : unused(scene, volume, { kind, maker: 'console', reason });
    });
}

/** Disks in pools of others, whose names say whose they are. */
function volumesElsewhere({ scene, installation, living }: Search): HostOrphan[] {
  const prefix = `${installationPrefix(installation)}-`;
  return scene.volumes
    .filter(({ pool, name }) => pool !== poolName(installation) && name.startsWith(prefix))
    .filter(({ name }) => !startsWithOne(name, living, prefix))
    .flatMap((volume) => {
      const reason = `has a name of this console, in the pool ${volume.pool}; no node and no domain uses it`;
      return unused(scene, volume, { kind: 'disk', maker: 'console', reason });
    });
}

function scriptVolumes({ scene }: Search): HostOrphan[] {
  return scene.volumes
    .filter(({ name }) => SCRIPT_MACHINE.test(name) && /\.(?:img|qcow2|raw)$/.test(name))
    .flatMap((volume) => {
      const reason = `a disk of the Virtual Edge Node scripts in the pool ${volume.pool} that no domain uses`;
      return unused(scene, volume, { kind: 'disk', maker: 'scripts', reason });
    });
}

/** Also when its rotated log is meant. */
function unused(
  scene: Scene,
  { pool, name, path, bytes }: SceneVolume,
  facts: Pick<HostOrphan, 'kind' | 'maker' | 'reason'>,
): HostOrphan[] {
  if (scene.isMentioned(path) || scene.isMentioned(withoutRotation(path))) return [];
  return [{ ...facts, name, bytes, mark: `${pool}/${name} ${bytes}` }];
}

function nvramFiles({ scene, deleted }: Search): HostOrphan[] {
  const names = new Set(deleted.flatMap(({ names: each }) => each.map((name) => `${name}_VARS.fd`)));
  return scene.files
    .filter(({ path }) => path === `${NVRAM_FOLDER}/${basename(path)}` && names.has(basename(path)))
    .filter(({ path }) => !scene.isMentioned(path))
    .map((file) =>
      fileOrphan(
        file,
        'nvram',
        'console',
        'firmware variables of a node that was deleted here; no domain uses them',
      ),
    );
}

function tpmStates({ scene, deleted }: Search): HostOrphan[] {
  const gone = new Set(deleted.map(({ uuid }) => uuid));
  const present = new Set(scene.domains.map(({ uuid }) => uuid));
  return scene.files
    .filter(({ path }) => path === `${TPM_FOLDER}/${basename(path)}` && UUID.test(basename(path)))
    .filter(({ path }) => gone.has(basename(path)) && !present.has(basename(path)))
    .map((file) =>
      fileOrphan(
        file,
        'tpm-state',
        'console',
        'TPM state of a node that was deleted here; no domain has its UUID',
      ),
    );
}

/** Kinds of the scripts' files, by folder. */
const SCRIPT_FILES: readonly (readonly [RegExp, HostOrphan['kind'], string])[] = [
  [/^\/usr\/share\/OVMF\/OVMF_(?:VARS|CODE)_orchvm-net-/, 'firmware-copy', 'a copy of the firmware'],
  [/^\/var\/lib\/libvirt\/boot\/orchvm-net-/, 'ca-list', 'a CA list'],
  [/^\/tmp\/console[01]_orchvm-net-/, 'console-socket', 'a socket of a serial port'],
];

function scriptFiles({ scene, now }: Search): HostOrphan[] {
  return scene.files.flatMap((file) => {
    const [, kind, what] = SCRIPT_FILES.find(([pattern]) => pattern.test(file.path)) ?? [];
    if (kind === undefined || what === undefined) return [];
    if (now - file.changedAt < SETTLED_MS || scene.isMentioned(file.path)) return [];
    return [
      fileOrphan(file, kind, 'scripts', `${what} of the Virtual Edge Node scripts that no domain mentions`),
    ];
  });
}

const fileOrphan = (
  { path, bytes, changedAt }: SceneFile,
  kind: HostOrphan['kind'],
  maker: HostOrphan['maker'],
  reason: string,
): HostOrphan => ({ kind, maker, name: path, reason, bytes, mark: `${bytes} ${changedAt}` });
