import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { strayLocks } from './pty-locks-step.mjs';

test('a lock that names a running process other than libvirt is stale; others are kept', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-locks-'));
  try {
    writeFileSync(path.join(folder, 'LCK.._pts_2'), `${String(process.pid).padStart(10)}\n`);
    // More than any process id.
    writeFileSync(path.join(folder, 'LCK.._pts_3'), '4999999\n');
    writeFileSync(path.join(folder, 'LCK..ttyUSB0'), `${process.pid}\n`);
    expect(strayLocks(folder)).toEqual([path.join(folder, 'LCK.._pts_2')]);
    expect(strayLocks(path.join(folder, 'none'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
