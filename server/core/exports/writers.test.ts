import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { commands } from './commands.ts';
import { playbook } from './playbook.ts';
import { hclString, rubyString, shellWord } from './quoting.ts';
import { terraform } from './terraform.ts';
import { sampleExport } from './testing/sample-export.ts';
import { vagrantfile } from './vagrantfile.ts';
import { venConfig } from './ven-config.ts';

const SECOND = { name: 'edge-2', serial: 'VH001N001M002', mac: '52:54:00:1a:2b:3d' };
const pair = [sampleExport(), sampleExport({ ...SECOND, uuid: '6e2c7ad0-5a3b-4b8b-9d6a-0c5b1f7a9e02' })];

test.each([
  ['nodes.sh', commands],
  ['Vagrantfile', vagrantfile],
  ['main.tf', terraform],
  ['nodes.yml', playbook],
  ['config', venConfig],
])('two nodes as %s', async (file, write) => {
  await expect(write(pair)).toMatchFileSnapshot(`golden/${file}.txt`);
});

test('disks and cards that were added are in every format, or a reason why not', () => {
  const path = '/var/lib/libvirt/images/ven-demo/edge-1.+0a0b0c0d.qcow2';
  const disk = { path, target: 'vdb', format: 'qcow2', bus: 'virtio', serial: null } as const;
  const card = {
    mac: '52:54:00:00:00:77',
    model: 'virtio',
    network: { kind: 'bridge', name: 'br0' },
  } as const;
  const given = (bytes: number | null) =>
    sampleExport({}, { added: { disks: [disk], cards: [card] }, sizes: new Map([[path, bytes]]) });
  for (const text of [commands, playbook, terraform].map((write) => write([given(1024 ** 3)]))) {
    expect(text).toContain(card.mac);
    expect(text).toContain("<target dev='vdb' bus='virtio'/>");
  }
  expect(commands([given(1024 ** 3)])).toContain(`qemu-img create -q -f qcow2 ${shellWord(path)} 1073741824`);
  expect(commands([given(null)])).toContain(`needs ${shellWord(path)}`);
  expect(() => vagrantfile([given(1)])).toThrow('more disks or network cards');
  expect(() => terraform([given(null)])).toThrow('another disk');
  expect(venConfig([given(1)])).toContain('do not give');
});

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** What a program prints; null where it is not installed. */
function output(program: string, args: readonly string[], input = ''): string | null {
  const { stdout, stderr, status, error } = spawnSync(program, args, { encoding: 'utf8', input });
  if (error !== undefined) return null;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const HOSTILE = [
  "it's",
  `$(touch x) \`touch x\` $\{HOME} #{1 + 1}`,
  String.raw`back\slash \' \n`,
  '"quoted" %{if true} %s',
  'a & b < c > d',
  '{{ lookup("pipe", "id") }} {% raw %} {# #}',
  '; rm -rf / | & > x\n# line',
  '-e',
  '',
  '~/x *?[a]',
  'ü\u2028',
];

describe('hostile values stay what they are', () => {
  test.each(HOSTILE)('%j in a shell', (value) => {
    expect(output('sh', ['-c', `printf %s ${shellWord(value)}`])).toBe(value);
  });

  test('in Ruby', (context) => {
    const program = `print [${HOSTILE.map(rubyString).join(', ')}].join("\\0")`;
    const printed = output('ruby', ['-Ku', '-'], program);
    if (printed === null) return context.skip('Ruby is not installed');
    expect(printed.split('\0')).toEqual(HOSTILE);
  });

  test.each(HOSTILE)('%j in HCL', (value) => {
    const text = hclString(value);
    expect(text).not.toMatch(/(?<![$%])[$%]\{/);
    expect(JSON.parse(text.replaceAll('$${', '${').replaceAll('%%{', '%{'))).toBe(value);
  });

  const path = `/pool it's/$(id)/{{ x }}/$\{y}`;
  const node = sampleExport({
    disk: `${path}/edge-1.qcow2`,
    authority: `${path}/edge-1.cacerts`,
    serialLogs: [`${path}/0.log`, `${path}/1.log`],
    machine: { ...sampleExport().domain.machine, product: `Bob's {{ box }} $\{z} & <co>` },
  });

  test('a path and a product in commands are syntax of no shell', () => {
    expect(output('sh', ['-n'], commands([node]))).toBe('');
  });

  test('in a playbook, nothing of theirs is a template', () => {
    const text = playbook([node]);
    const plays = z.array(
      z.object({
        vars: z.object({
          disks: z.array(z.object({ path: z.string() })),
          nodes: z.array(z.record(z.string(), z.unknown())),
        }),
      }),
    );
    const customTags = [{ tag: '!unsafe', resolve: (value: string) => value }];
    const [play] = plays.parse(parse(text, { customTags }));
    expect(play?.vars.nodes[0]).toMatchObject({ xml: node.xml });
    expect(play?.vars.disks[0]).toEqual({ path: `${path}/edge-1.qcow2` });
    expect(text).toMatch(/path: !unsafe /);
    expect(text).toMatch(/xml: !unsafe \|/);
  });

  test('in a Vagrantfile, they are Ruby strings of XML', (context) => {
    const text = vagrantfile([node]);
    expect(text).toContain(
      String.raw`'product' => 'Bob&apos;s {{ box }} \${z} &amp; &lt;co&gt;'`.replace(String.raw`\$`, '$'),
    );
    const checked = output('ruby', ['-c', '-'], text);
    if (checked === null) return context.skip('Ruby is not installed');
    expect(checked).toBe('Syntax OK\n');
  });

  test('in a Vagrantfile that Vagrant accepts, where it is installed', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'ven-vagrant-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'Vagrantfile'), vagrantfile([node]));
    const env = { ...process.env, VAGRANT_CWD: folder, VAGRANT_HOME: join(folder, 'home') };
    const options = { encoding: 'utf8', env: { ...env, VAGRANT_DEFAULT_PROVIDER: 'libvirt' } } as const;
    const { stdout, error } = spawnSync('vagrant', ['validate'], options);
    if (error !== undefined) return context.skip('Vagrant is not installed');
    expect(stdout).toContain('validated successfully');
  }, 60_000);

  test('in Terraform, the XSLT makes the very XML', (context) => {
    const text = terraform([node]).replaceAll('$${', '${').replaceAll('%%{', '%{');
    const xslt = [...text.matchAll(/<<XSLT\n([\s\S]*?)\nXSLT\n/g)].at(-1)?.[1] ?? '';
    const file = join(tmpdir(), `ven-export-${process.pid}.xsl`);
    writeFileSync(file, xslt);
    onTestFinished(() => rmSync(file));
    const result = output('xsltproc', ['--nonet', file, '-'], '<domain/>');
    if (result === null) return context.skip('xsltproc is not installed');
    const plain = (xml: string) =>
      xml
        .replaceAll('"', "'")
        .replaceAll(/&(apos|quot);/g, "'")
        .replaceAll(/>\s+</g, '><')
        .replace(
          /^<domain ([^ ]+) ([^>]+)>/,
          (_tag, ...[a, b]) => `<domain ${[a, b].toSorted(byText).join(' ')}>`,
        )
        .trim();
    expect(plain(result)).toBe(plain(node.xml));
  });

  test('config refuses what a shell and Ruby would read differently', () => {
    const odd = { ...node, orchestrator: { ...sampleAccess(), apiUser: "o'neil" } };
    expect(() => venConfig([odd])).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

function sampleAccess() {
  const { orchestrator } = sampleExport();
  if (orchestrator === null) throw new Error('the sample has one');
  return orchestrator;
}

test.each([
  [
    'a medium',
    { medium: { path: '/x.iso', format: 'raw', attachment: 'cdrom', first: true } },
    [vagrantfile, terraform],
  ],
  ['cloud-init data', { seed: '/seed.iso' }, [vagrantfile, terraform]],
] as const)('a node with %s is refused where there are no words for it', (_what, change, writers) => {
  for (const write of writers) {
    expect(() => write([sampleExport(change)])).toThrow(expect.objectContaining({ code: 'invalid' }));
  }
  expect(commands([sampleExport(change)])).toContain('needs /');
});

test('config is for nodes of one size', () => {
  expect(() => venConfig([sampleExport(), sampleExport({ vcpus: 8 })])).toThrow(
    expect.objectContaining({ code: 'invalid' }),
  );
});
