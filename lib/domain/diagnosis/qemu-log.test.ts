import { expect, test } from 'vitest';
import { qemuLogOf } from './qemu-log.ts';

const start = `2026-11-28 02:01:50.264+0000: Starting external device: TPM Emulator
/usr/bin/swtpm socket --ctrl type=unixio
2026-11-28 02:01:50.392+0000: starting up libvirt version: 9.0.0, package: 9.0.0-4, qemu version: 7.2.22
LC_ALL=C \\
/usr/bin/qemu-system-x86_64 \\
-name guest=edge,debug-threads=on \\
-msg timestamp=on
2026-11-28 02:01:50.392+0000: Domain id=98 is tainted: custom-argv
char device redirected to /dev/pts/2 (label charserial0)
2026-11-28T02:01:51.957274Z qemu-system-x86_64: -fw_cfg name=x: warning: externally provided fw_cfg item names
`;
const error = '2026-11-28T02:02:01.957274Z qemu-system-x86_64: Failed to get "write" lock\n';
const ended = (reason: string) => `2026-11-28 02:09:21.168+0000: shutting down, reason=${reason}\n`;
const stopped =
  '2026-11-28T02:09:19.163217Z qemu-system-x86_64: terminating on signal 15 from pid 4922 (libvirtd)\n';

test.each([
  [
    'killed',
    start + ended('crashed'),
    null,
    /nothing about an error\. libvirt gives the reason “crashed”\.$/,
  ],
  ['stopped', start + stopped + ended('destroyed'), null, /nothing about an error/],
  [
    'ended by itself with a message',
    start + error + ended('failed'),
    'qemu-error',
    /^QEMU has said: “2026-\S+ qemu-system-x86_64: Failed to get "write" lock”\. .*“failed”/,
  ],
  ['an error of an earlier run', start + error + ended('failed') + start + ended('crashed'), null, /nothing/],
  ['none', null, null, /no log/],
  ['none of a start, after a rotation', error, null, /no log/],
])('the log of QEMU: %s', (_, log, finding, text) => {
  expect(qemuLogOf(log)).toMatchObject({ topic: 'qemu-log', finding });
  expect(qemuLogOf(log).text).toMatch(text);
});
