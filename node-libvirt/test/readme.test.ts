import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connection } from '../src/index.ts';

/** Every TypeScript block of README.md is a program; each is run as one, against a real libvirt. */
const packageRoot = join(import.meta.dirname, '..');
const examples = [
  ...readFileSync(join(packageRoot, 'README.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g),
].map(([, code = '']) => code);
const prefix = `nlv-test-${String(process.pid)}-readme`;
// Inside the package, so that the examples find it by its own name.
const directory = join(packageRoot, '.cache', prefix);
const poolDirectory = join('/var/lib/libvirt/images', prefix);

/** A guest that needs no disk: its BIOS greets on the serial port. */
const domainXML = `
  <domain type='qemu'>
    <name>${prefix}</name>
    <memory unit='MiB'>16</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type><bios useserial='yes'/></os>
    <devices><serial type='pty'/></devices>
  </domain>`;
const poolXML = `<pool type='dir'><name>${prefix}</name><target><path>${poolDirectory}</path></target></pool>`;

const run = promisify(execFile);
const exampleFile = (number: number) => join(directory, `example-${String(number)}.ts`);
/** The reader's own node and pool are the test's here. */
const named = (code: string) => code.replace("'my-node'", `'${prefix}'`).replace("'my-pool'", `'${prefix}'`);

let connection: Connection;

beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'disk.img'), Buffer.alloc(4 * 1024 * 1024, 'node'));
  connection = await Connection.open('qemu:///system');
  await connection.domainDefineXML(domainXML);
  const pool = await connection.storagePoolDefineXML(poolXML);
  await pool.build();
  await pool.create();
});

afterAll(async () => {
  await (await connection.domainLookupByName(prefix)).undefine();
  const pool = await connection.storagePoolLookupByName(prefix);
  await pool.destroy();
  await pool.delete();
  await pool.undefine();
  await connection.close();
  rmSync(directory, { recursive: true });
});

describe('README', () => {
  test('has ten examples', () => {
    expect(examples).toHaveLength(10);
  });

  test('type-checks in every example', async () => {
    for (const [index, code] of examples.entries()) writeFileSync(exampleFile(index + 1), named(code));
    const tsc = join(packageRoot, '..', 'node_modules', 'typescript-native', 'bin', 'tsc');
    const settings = { extends: join(packageRoot, 'tsconfig.json'), include: ['*.ts'] };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(settings));
    const { stdout } = await run(tsc, ['-p', directory], { cwd: packageRoot });
    expect(stdout).toBe('');
  });

  test.each(examples.map((code, index) => ({ number: index + 1, code })))(
    'example $number runs',
    async ({ number, code }) => {
      const file = exampleFile(number);
      writeFileSync(file, named(code));
      const tsx = import.meta.resolve('tsx');
      const { stdout, stderr } = await run(
        process.execPath,
        ['--conditions=workspace', '--import', tsx, file],
        {
          cwd: directory,
          timeout: 60_000,
        },
      );
      expect(stderr).toBe('');
      // The two that only move data have nothing to say.
      if (!/console\.log|stdout/.test(code)) expect(stdout).toBe('');
      else expect(stdout).not.toBe('');
    },
  );

  test('the volume example has copied the image byte for byte', () => {
    const [copy, original] = ['copy.img', 'disk.img'].map((name) => readFileSync(join(directory, name)));
    expect(original && copy?.equals(original)).toBe(true);
  });
});
