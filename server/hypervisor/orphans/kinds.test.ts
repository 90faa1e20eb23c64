import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DomainFacts } from '../api.ts';
import { FINDERS, type Search } from './kinds.ts';
import type { Scene } from './scene.ts';

const OLD = 1_000_000;
const NOW = OLD + 3_600_000;
const LIVING = { names: ['pair-1', 'before'], uuid: randomUUID(), network: 'ven-mine-sim' };
const DELETED = { names: ['gone'], uuid: randomUUID() };

const domain = (name: string, changes: Partial<DomainFacts> = {}): DomainFacts => ({
  ...{ name, uuid: randomUUID(), id: null, state: 'shut off', reason: 'unknown', metadata: null },
  ...changes,
});
const carrying = (installation: string): DomainFacts['metadata'] => ({
  ...{ installation, nodeId: 'n', runId: 'r', template: 't', orchestrator: null, flow: 'nio' },
  ...{ bootSource: { kind: 'uefi-http' }, accelerationChoice: 'auto', pool: null },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', createdBy: 'a@b', note: '', labels: [], files: null },
});
const volume = (pool: string, name: string) => ({ pool, name, path: `/pools/${pool}/${name}`, bytes: 10 });
const file = (path: string, changedAt = OLD) => ({ path, bytes: 10, changedAt, isSocket: false });
const network = (name: string) => ({ name, uuid: randomUUID(), active: true });

/** Kinds and names of what is found; `texts` are definitions of domains. */
function found(changes: Partial<Scene>, texts: readonly string[] = []): string[] {
  const scene: Scene = {
    ...{ domains: [], networks: [], volumes: [], files: [] },
    isMentioned: (text) => texts.some((each) => each.includes(text)),
    ...changes,
  };
  const search: Search = { living: [LIVING], deleted: [DELETED], installation: 'mine', scene, now: NOW };
  return FINDERS.flatMap((find) => find(search)).map(({ kind, maker, name }) => `${maker} ${kind} ${name}`);
}

describe('what belongs to nobody', () => {
  test('a domain with the metadata of a node that is not there', () => {
    const domains = [
      domain('left', { metadata: carrying('mine') }),
      domain('pair-1', { uuid: LIVING.uuid, metadata: carrying('mine') }),
      domain('another console’s', { metadata: carrying('other') }),
      domain('somebody’s'),
    ];
    expect(found({ domains })).toEqual(['console domain left']);
  });

  test('a machine of the scripts that cannot start any more', () => {
    const machine = 'vm-provisioning_orchvm-net-012-vm1';
    expect(found({ domains: [domain(machine)] })).toEqual([`scripts domain ${machine}`]);
    expect(found({ domains: [domain(machine, { state: 'running' })] })).toEqual([]);
    const texts = ["<source network='orchvm-net-012'/>"];
    expect(found({ domains: [domain(machine)], networks: [network('orchvm-net-012')] }, texts)).toEqual([]);
  });

  test('a network that nobody uses', () => {
    const names = [
      'ven-mine-sim',
      'ven-mine-lab',
      'ven-mine2-lab',
      'ven-other-lab',
      'default',
      'orchvm-net-007',
    ];
    const networks = names.map(network);
    expect(found({ networks })).toEqual(['console network ven-mine-lab', 'scripts network orchvm-net-007']);
    const texts = ["<source network='ven-mine-lab'/>", "<source network='orchvm-net-007'/>"];
    expect(found({ networks }, texts)).toEqual([]);
  });

  test('a volume in the own pool without a node', () => {
    const left = [
      'gone.qcow2',
      'gone.cacerts',
      'gone.efivars',
      'gone.seed.iso',
      'gone.ttyS0.log',
      'gone.ttyS1.log.3',
      'gone.~0a1b2c3d.nvram',
      'gone.~0a1b2c3d.qcow2',
      'gone.~0a1b2c3d.tpm',
    ];
    const kept = [
      'pair-1.qcow2',
      'pair-1.~0a1b2c3d.qcow2',
      'pair-1.~0a1b2c3d.tpm',
      'before.cacerts',
      'pair-1.ttyS0.log.0',
      '_image-disk',
      'a note.txt',
    ];
    const volumes = [...left, ...kept].map((name) => volume('ven-mine', name));
    expect(found({ volumes })).toEqual([
      'console disk gone.qcow2',
      'console ca-list gone.cacerts',
      'console volume gone.efivars',
      'console volume gone.seed.iso',
      'console serial-log gone.ttyS0.log',
      'console serial-log gone.ttyS1.log.3',
      'console nvram gone.~0a1b2c3d.nvram',
      'console disk gone.~0a1b2c3d.qcow2',
      'console tpm-state gone.~0a1b2c3d.tpm',
    ]);
    // Somebody attached the disk, and a domain still writes that log.
    const texts = ["file='/pools/ven-mine/gone.qcow2'", "file='/pools/ven-mine/gone.ttyS1.log'"];
    expect(found({ volumes }, texts)).toHaveLength(7);
  });

  test('a disk in a pool of somebody else whose name says that it is of this console, or of the scripts', () => {
    const mine = ['ven-mine-gone.qcow2', 'ven-mine-pair-1.qcow2', 'ven-other-gone.qcow2', 'gone.qcow2'];
    const scripts = [
      'vm-provisioning_orchvm-net-012-vm1.img',
      'vm-provisioning_orchvm-net-012-vm1-sda.qcow2',
    ];
    const volumes = [...mine, ...scripts].map((name) => volume('default', name));
    volumes.push(volume('ven-other', 'gone.qcow2'));
    expect(found({ volumes })).toEqual([
      'console disk ven-mine-gone.qcow2',
      ...scripts.map((name) => `scripts disk ${name}`),
    ]);
    expect(
      found(
        { volumes },
        volumes.map(({ path }) => path),
      ),
    ).toEqual([]);
  });

  test('firmware variables and TPM state of a deleted node', () => {
    const nvram = '/var/lib/libvirt/qemu/nvram';
    const tpm = '/var/lib/libvirt/swtpm';
    const files = [
      ...[`${nvram}/gone_VARS.fd`, `${nvram}/somebody_VARS.fd`, `${tpm}/${DELETED.uuid}`],
      ...[`${tpm}/${LIVING.uuid}`, `${tpm}/${randomUUID()}`],
    ].map((path) => file(path));
    expect(found({ files })).toEqual([
      `console nvram ${nvram}/gone_VARS.fd`,
      `console tpm-state ${tpm}/${DELETED.uuid}`,
    ]);
    const again = domain('gone', { uuid: DELETED.uuid });
    expect(found({ files, domains: [again] }, [`<nvram>${nvram}/gone_VARS.fd</nvram>`])).toEqual([]);
  });

  test('files of the scripts that no domain mentions, once they are old enough', () => {
    const paths = [
      '/usr/share/OVMF/OVMF_VARS_orchvm-net-012-vm1.fd',
      '/usr/share/OVMF/OVMF_CODE_orchvm-net-012-vm1.fd',
      '/var/lib/libvirt/boot/orchvm-net-012_ca.der',
      '/tmp/console0_orchvm-net-012-vm1.sock',
    ];
    const files = paths.map((path) => file(path));
    expect(found({ files }).map((line) => line.split(' ')[1])).toEqual([
      'firmware-copy',
      'firmware-copy',
      'ca-list',
      'console-socket',
    ]);
    expect(found({ files: paths.map((path) => file(path, NOW - 1000)) })).toEqual([]);
    expect(found({ files }, paths)).toEqual([]);
  });
});
