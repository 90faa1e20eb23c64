import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** libvirt leaves QEMU's and swtpm's logs behind when a domain goes; only root may remove them. */
const FOLDERS = ['/var/log/libvirt/qemu', '/var/log/swtpm/libvirt/qemu'];
/** The id of the worker process is part of the names of its domains. */
const OWN = new RegExp(`^nlv-test-${String(process.pid)}-`);

afterAll(async () => {
  if (process.getuid?.() !== 0) return;
  for (const folder of FOLDERS) {
    const files = await readdir(folder).catch(() => []);
    const own = files.filter((file) => OWN.test(file));
    await Promise.all(own.map((file) => rm(join(folder, file), { force: true })));
  }
});
