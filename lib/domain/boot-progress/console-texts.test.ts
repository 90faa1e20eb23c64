import { describe, expect, test } from 'vitest';
import { shippedRuleSet } from '../../rules/shipped.ts';
import { Recogniser } from '../recogniser/recogniser.ts';
import { bytes, failedEntry, HTTP, HTTPS, INSTALLED, IPXE, MICRO_OS, NBP, bootAfter } from './boot-texts.ts';

/** Serial output, the cause, and the seconds within which it has to be named. */
const causes: Readonly<Record<string, readonly [string, RegExp, number]>> = {
  // The firmware.
  'no DHCP': [
    `>>Start HTTP Boot over IPv4....\r\n${NBP}\r\n  Error: Server response timeout.\r\n`,
    /No DHCP server/,
    120,
  ],
  'no DHCP, neither over IPv6': [
    `>>Start HTTP Boot over IPv4....\r\n${NBP}\r\n  Error: Server response timeout.\r\n${failedEntry('Not Found')}>>Start HTTP Boot over IPv6....\r\n${NBP}  Error: Unexpected network error.\r\nShell> `,
    /No DHCP server/,
    0,
  ],
  'an address, but nothing to boot': [
    `${HTTP}${NBP}  Error: Unexpected network error.\r\n`,
    /no address of a boot program/,
    4,
  ],
  '404 over HTTPS': [`${HTTPS}  Client Error: 404 Not Found\r\n${NBP}`, /404 Not Found/, 0],
  '404 without the lines before it': [
    `Station IP address is 10.0.0.2\nURI: https://h/a.efi\nClient Error: 404 Not Found\n${NBP}`,
    /404 Not Found/,
    0,
  ],
  '403': [`${HTTPS}  Client Error: 403 Forbidden\r\n${NBP}`, /refused.*403/, 0],
  '418': [`${HTTPS}  Client Error: 418 Teapot\r\n${NBP}`, /418/, 0],
  '503': [`${HTTPS}  Server Error: 503 Service Unavailable\r\n${NBP}`, /has failed: "503/, 0],
  redirect: [`${HTTPS}  Redirection: 302 Found\r\n${NBP}`, /redirected.*302/, 0],
  'a status after the general error': [`${HTTPS}${NBP}  Client Error: 410 Gone\r\n`, /410/, 0],
  'no status: the certificate is suspected': [`${HTTPS}${NBP}`, /wrong or missing CA/, 3],
  'no answer': [`${HTTPS}${NBP}\r\n  Error: Server response timeout.\r\n`, /did not answer in time/, 0],
  'not the certificate, which was accepted before': [
    `${HTTPS}  Downloading...100%\r\n${HTTPS}${NBP}`,
    /An earlier download/,
    3,
  ],
  'refused: Access Denied': [
    `Downloading...100%\n${failedEntry('Access Denied')}`,
    /Secure Boot violation.*refused/,
    0,
  ],
  'refused: Security Violation': [
    `${HTTPS}  Downloading...1%\r  Downloading...100%\r\n${failedEntry('Security Violation')}`,
    /Secure Boot violation.*refused/,
    0,
  ],
  'refused: Unsupported': [
    `${HTTPS}Downloading...100%\r\n${failedEntry('Unsupported')}`,
    /not an EFI program/,
    0,
  ],
  'refused: Load Error': [`Downloading...100%\n${failedEntry('Load Error')}`, /not an EFI program/, 0],
  'refused with another status': [
    `Downloading...100%\n${failedEntry('Aborted')}`,
    /could not use.*Aborted/,
    0,
  ],
  'the UEFI shell': [`${IPXE}UEFI Interactive Shell v2.2\r\n`, /firmware has started its own shell/, 0],
  // iPXE.
  '404 in the current wording': [
    `${IPXE}https://h/vmlinuz-x86_64... Not found (https://ipxe.org/2d0c613b)\r\n`,
    /no such boot file \(404\)/,
    120,
  ],
  '404 alone': ['https://h/vmlinuz... Not found (https://ipxe.org/2d0c613b)\n', /404/, 120],
  '404 in the old wording, with retries': [
    `${IPXE}http://h/k... No such file or directory (http://ipxe.org/2d0c618e)\r\nUnable to load http://h/k\r\nRETRY NO 1\r\n`,
    /404/,
    120,
  ],
  'an optional file, then the certificate': [
    `${IPXE}autoexec.ipxe... No such file or directory (http://ipxe.org/2d0c618e)\r\nboot.ipxe... Permission denied (http://ipxe.org/0216eb8f)\r\niPXE> `,
    /refuses the server's certificate/,
    0,
  ],
  'an error given only by its number': [
    `${IPXE}http://h/k... Error 0x0216eb8f (http://ipxe.org/0216eb8f)\r\n`,
    /certificate/,
    120,
  ],
  'a TLS handshake': [
    `${IPXE}https://h/k... Operation not permitted (https://ipxe.org/410de18f)\n`,
    /certificate/,
    120,
  ],
  'HTTP 403': [`${IPXE}https://h/k... Permission denied (https://ipxe.org/020c613d)\n`, /401 or 403/, 120],
  'a server that is silent': [
    `${IPXE}http://h/k... Connection timed out (http://ipxe.org/4c0a6092)\r\n`,
    /does not answer/,
    120,
  ],
  'iPXE’s DHCP, in the old wording': [
    `${IPXE}DHCP (net0 52:54:00:00:00:01)...... Connection timed out (http://ipxe.org/4c106035)\r\n`,
    /no DHCP server answered/,
    120,
  ],
  'iPXE’s DHCP, in the new wording': [
    `${IPXE}Configuring (net0 52:54:00:00:00:01)...... No configuration methods succeeded (https://ipxe.org/040ee186)\r\niPXE> `,
    /no DHCP server answered/,
    0,
  ],
  'an unknown name': [
    `${IPXE}http://h/k... DNS name does not exist (https://ipxe.org/3e11613b)\n`,
    /resolve/,
    120,
  ],
  'a code of a new family': [
    `${IPXE}http://h/k... Bad thing (https://ipxe.org/5512ab34)\n`,
    /Bad thing/,
    120,
  ],
  // The micro-OS.
  'a RAM disk that does not load': [
    `${IPXE}EFI stub: ERROR: Failed to load initrd!\r\n`,
    /could not be started: "Failed to load initrd!"/,
    0,
  ],
  'a panic without root': [
    `${MICRO_OS}[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\r\n`,
    /micro-OS found no root file system/,
    0,
  ],
  'a panic without init': [
    `${MICRO_OS}[    1.2] Kernel panic - not syncing: No working init found.  Try passing init= option\r\n`,
    /no init program/,
    0,
  ],
  'out of memory before a panic': [
    `${MICRO_OS}[    9.1] Out of memory: Killed process 77 (containerd) total-vm:1kB\r\n[    9.2] Kernel panic - not syncing: Attempted to kill init! exitcode=0x9\r\n`,
    /too little memory/,
    0,
  ],
  'out of memory': [
    `${MICRO_OS}[   90.123456] Out of memory: Kill process 7 (x) score 9\r\n`,
    /too little memory/,
    60,
  ],
  'a full RAM disk, from docker': [
    `${MICRO_OS}docker: failed to register layer: write /usr/lib/x: no space left on device\r\n`,
    /memory of the micro-OS is full/,
    120,
  ],
  'a full RAM disk, from the kernel': [
    `${MICRO_OS}[    1.0] Initramfs unpacking failed: write error\r\n[    1.9] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\r\n`,
    /memory of the micro-OS is full/,
    120,
  ],
  'an unknown CA, from rustls': [
    `${MICRO_OS}error: invalid peer certificate: UnknownIssuer\r\n`,
    /does not trust/,
    120,
  ],
  'a full RAM disk, from containerd': [
    `${MICRO_OS}ERRO[0012] failed to extract image: No Space Left On Device\r\n`,
    /memory of the micro-OS is full/,
    120,
  ],
  'a full disk': [
    `${MICRO_OS}error writing bytes to disk [/dev/vda] -> write /dev/vda: no space left on device\r\n`,
    /disk of the node is full/,
    120,
  ],
  'an unknown CA': [
    `${MICRO_OS}level=error msg="Post https://h: x509: certificate signed by unknown authority"\r\n`,
    /does not trust/,
    120,
  ],
  'an unknown CA, from curl': [
    `${MICRO_OS}curl: (60) SSL certificate problem: unable to get local issuer certificate\r\n`,
    /does not trust/,
    120,
  ],
  'a clock that is behind': [
    `${MICRO_OS}x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2026-01-01T00:00:00Z\r\n`,
    /clocks/,
    120,
  ],
  'an expired certificate': [
    `${MICRO_OS}x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z\r\n`,
    /has expired/,
    120,
  ],
  // Boot loader and installed system.
  'GRUB’s rescue shell': [
    `${INSTALLED}error: unknown filesystem.\r\ngrub rescue> `,
    /GRUB.*shell.*unknown filesystem/,
    0,
  ],
  'GRUB’s rescue shell, booted from a disk': ['\x1b[=3hgrub rescue> ', /rescue shell/, 0],
  'GRUB’s own prompt': [`${INSTALLED}\x1b[2J   GNU GRUB  version 2.06\r\n\r\ngrub> `, /its own prompt/, 0],
  'emergency mode': [
    `${INSTALLED}You are in emergency mode. After logging in, type\r\n`,
    /emergency mode/,
    0,
  ],
  'emergency mode, in another wording': ['Entering emergency mode.\n', /emergency mode/, 0],
  'dracut’s shell': [
    `${INSTALLED}Generating "/run/initramfs/rdsosreport.txt"\r\n\r\ndracut:/# `,
    /dracut's emergency shell/,
    0,
  ],
  'dracut’s warning': [
    `${INSTALLED}[  200.1] dracut-initqueue[400]: Warning: Could not boot.\r\n`,
    /dracut's emergency shell/,
    0,
  ],
  'an initial RAM disk’s shell': [
    `${INSTALLED}ALERT!  UUID=1 does not exist.  Dropping to a shell!\r\n(initramfs) `,
    /root file system/,
    0,
  ],
  'a kernel message on the line of a prompt': [
    `${INSTALLED}edge login: [  12.345678] Kernel panic - not syncing: Fatal exception\r\n`,
    /installed system has panicked/,
    0,
  ],
};

describe('a cause is named in time', () => {
  test.each(Object.keys(causes))('%s', (name) => {
    const [text, cause, seconds] = causes[name] ?? ['', /^$/, 0];
    const boot = bootAfter(text, seconds);
    expect(boot.failure?.cause).toMatch(cause);
    expect(boot.ending).toBe('failed');
    const { offset = 0, line = '' } = boot.failure?.evidence ?? {};
    expect(text.slice(offset).startsWith(line.slice(0, 12))).toBe(true);
  });

  test.each(Object.keys(causes))('%s: cut anywhere, in colour and with carriage returns', (name) => {
    const [text = ''] = causes[name] ?? [];
    const causesOf = (recogniser: Recogniser, pieces: readonly Uint8Array[]) =>
      pieces
        .flatMap((piece) => recogniser.feed(0, piece))
        .flatMap((one) => (one.kind === 'failure' ? [one.cause] : []));
    const whole = causesOf(new Recogniser(shippedRuleSet()), [bytes(text)]);
    const single = causesOf(
      new Recogniser(shippedRuleSet()),
      Array.from(bytes(text), (byte) => Uint8Array.of(byte)),
    );
    const coloured = causesOf(new Recogniser(shippedRuleSet()), [
      bytes(text.replace(/^(?=[A-Za-z[])/gm, '\x1b[1;31m').replaceAll('\r\n', '\x1b[0m\r\r\n')),
    ]);
    expect(single).toEqual(whole);
    expect(coloured).toEqual(whole);
  });
});

/** Output of boots without an error, or without one that the output identifies. */
const harmless: Readonly<Record<string, string>> = {
  'an optional file': `${IPXE}autoexec.ipxe... Not found (https://ipxe.org/2d12618e)\r\n`,
  'an optional file requested from a server': `${IPXE}http://h/autoexec.ipxe... Not found (https://ipxe.org/2d0c613b)\r\n`,
  'a retry that succeeded': `${IPXE}http://h/k... Connection timed out (http://ipxe.org/4c0a6092)\r\nhttp://h/k... ok\r\n`,
  'an address at the second attempt': `${IPXE}DHCP (net0 52:54:00:00:00:01)... Connection timed out (http://ipxe.org/4c106035)\r\nDHCP (net0 52:54:00:00:00:01)... ok\r\n`,
  'dropped packets': `${IPXE}  [Link:up, TX:7 TXE:1 RX:8 RXE:0]\r\n  [TXE: 1 x "Error 0x2a086089 (http://ipxe.org/2a086089)"]\r\n`,
  'a container at its own limit': `${MICRO_OS}[   20.1] Memory cgroup out of memory: Killed process 9 (x)\r\n`,
  'certificates of the kernel': `${MICRO_OS}[    1.1] Loading compiled-in X.509 certificates\r\n[    1.2] integrity: Problem loading X.509 certificate -65\r\n[    1.3] Loaded X.509 cert 'Build time autogenerated kernel key: 00'\r\n`,
  'TPM and EXT4': `${MICRO_OS}[    1.1] tpm tpm0: A TPM error (256) occurred attempting the self test\r\n[    1.2] EXT4-fs (vda1): error count since last fsck: 3\r\n[    1.3] ima: No TPM chip found, activating TPM-bypass!\r\n`,
  'warnings of the EFI stub': `${IPXE}EFI stub: WARNING: Failed to measure data for event 1: 0x800000000000000b\r\nEFI stub: Loaded initrd\r\n`,
  'a certificate generated by a program': `${MICRO_OS}Generating self-signed certificate for 10.0.0.1\r\n`,
  'unknown errors': `${MICRO_OS}zorp: the frobnicator failed with error 77\r\nFATAL: panic! error! failed!\r\n`,
  'a GRUB error that does not stop it': `${INSTALLED}error: no such device: /.disk/info.\r\n[    0.0] Linux version 6.8\r\n`,
};

test.each(Object.keys(harmless))('no failure: %s', (name) => {
  const boot = bootAfter(harmless[name] ?? '', 150);
  expect(boot).toMatchObject({ ending: null, failure: null });
});
