import { createReadStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import { Connection } from 'node-libvirt';
import type { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import type { Row } from './comparison.ts';
import { compare, rate } from './comparison.ts';
import type { PythonPeer } from './peers.ts';
import { measure, measureVirsh } from './peers.ts';

const size = 256 * 1024 * 1024;

/** Contents of a volume to this process and back. */
export async function volumes(daemon: PrivateDaemon, python: PythonPeer): Promise<Row[]> {
  const uri = daemon.uri('qemu:///session');
  const directory = join(daemon.directory, 'volumes');
  const source = join(daemon.directory, 'source.raw');
  await mkdir(directory);
  daemon.own(directory);
  await writeFile(source, randomBytes(size));
  await using connection = await Connection.open(uri);
  const pool = await connection.storagePoolCreateXML(
    `<pool type='dir'><name>bench</name><target><path>${directory}</path></target></pool>`,
  );
  const volume = await pool.storageVolCreateXML(
    `<volume><name>bench.raw</name><capacity>${size}</capacity></volume>`,
  );
  const where = { uri, pool: 'bench', name: 'bench.raw' };
  const upload = () => volume.upload();
  const rows = [
    ...(await compare({
      what: `upload ${size >> 20} MiB`,
      show: rate(size),
      rounds: 7,
      contenders: [
        {
          name: 'node-libvirt',
          go: () =>
            measure(async () =>
              pipeline(createReadStream(source, { highWaterMark: 262_144 }), await upload()),
            ),
        },
        { name: 'python', go: () => python.measure('upload', { ...where, source }) },
        {
          name: 'virsh',
          go: () => measureVirsh(uri, ['vol-upload', '--pool', 'bench', 'bench.raw', source]),
        },
      ],
    })),
    ...(await compare({
      what: `download ${size >> 20} MiB`,
      show: rate(size),
      rounds: 7,
      contenders: [
        { name: 'node-libvirt', go: () => measure(async () => pipeline(await volume.download(), nowhere())) },
        { name: 'python', go: () => python.measure('download', where) },
        {
          name: 'virsh',
          go: () => measureVirsh(uri, ['vol-download', '--pool', 'bench', 'bench.raw', '/dev/null']),
        },
      ],
    })),
  ];
  await volume.delete();
  await pool.destroy();
  await rm(source);
  return rows;
}

function nowhere(): Writable {
  return new Writable({
    highWaterMark: 262_144,
    write(_chunk, _encoding, done) {
      done();
    },
  });
}
