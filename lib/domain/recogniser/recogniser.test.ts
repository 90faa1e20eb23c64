import { describe, expect, test } from 'vitest';
import type { Detection } from './detections.ts';
import { shippedRuleSet } from '../../rules/shipped.ts';
import { Recogniser } from './recogniser.ts';
import { RuleSet } from './rule-set.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

function detections(...lines: string[]): string[] {
  const recogniser = new Recogniser(shippedRuleSet());
  return lines.flatMap((line) => recogniser.feed(0, bytes(line))).map(short);
}

function short(detection: Detection): string {
  if (detection.kind === 'failure')
    return `${detection.class} ${detection.grace === 0 ? 'failed' : 'may fail'}`;
  if (detection.kind === 'prompt') return `${detection.prompt}?`;
  if (detection.kind === 'recovery') return `${detection.class} works`;
  const { stage, entry, progress } = detection;
  if (progress) return `${stage} ${progress.text} ${String(progress.step)}/${String(progress.total)}`;
  return entry === 1 ? stage : `${stage} #${String(entry)}`;
}

test('without an orchestrator that takes nodes in, what iPXE starts is the system that was to boot', () => {
  const lines = [
    '>>Start HTTP Boot over IPv4\n',
    'iPXE initialising devices...ok\n',
    'http://boot.test/vmlinuz... ok\n',
    'EFI stub: Loaded initrd from command line option\n',
    '[    0.000000] Linux version 6.1.0\n',
    'live login: ',
  ];
  const recogniser = new Recogniser(shippedRuleSet('direct'));
  const found = lines.flatMap((line) => recogniser.feed(0, bytes(line))).map(short);
  expect(found).toEqual(['address', 'ipxe', 'ipxe works', 'os-boot', 'login?']);
  expect(detections(...lines)).toContain('micro-os');
  expect(detections(...lines)).not.toContain('login?');
});

test('a prompt is open until its line ends, whatever is typed there', () => {
  const recogniser = new Recogniser(shippedRuleSet());
  const feed = (text: string) => recogniser.feed(0, bytes(text)).length;
  feed('iPXE initialising devices...ok\nThe Micro-OS image downloaded successfully, booting into\n');
  feed('\nProvide Username and password for the IDP\nUsername: ');
  const open = () => recogniser.open().map(({ prompt }) => prompt);
  expect([open(), recogniser.waiting().length]).toEqual([['username'], 1]);
  feed('some\b \b');
  expect([open(), recogniser.waiting().length]).toEqual([['username'], 0]);
  feed('\r\n');
  expect(open()).toEqual([]);
  // What the console typed too late is echoed before the prompt.
  feed(';;someone');
  feed('Password: ');
  expect(open()).toEqual(['password']);
});

/** A reproducible sequence. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

describe('output of all releases', () => {
  const ipxe = 'iPXE initialising devices...ok\n';
  const loaded = 'The Micro-OS image downloaded successfully, booting into the Micro-OS...\n';

  test('a quiet micro-OS is known by its greeting; its login prompt is not that of an installed system', () => {
    const login = 'Welcome to Edge Microvisor Bootkit 3.0 (ttyS1)\n\nEdgeMicrovisorBootkit login: ';
    expect(detections(ipxe, loaded, login).at(-1)).toBe('micro-os');
    expect(detections(ipxe, loaded, 'EdgeMicrovisorBootkit login: ').at(-1)).toBe('micro-os');
    const provisioning = 'Secure Boot Status MATCH\n';
    expect(
      detections(ipxe, loaded, login, '\n', provisioning, '\nEdgeMicrovisorBootkit login: ').at(-1),
    ).toBe('provisioning');
  });

  test('a quiet installed system is known by GRUB or systemd', () => {
    const restarted = [ipxe, loaded, 'Secure Boot Status MATCH\n', 'reboot: Restarting system\n'];
    const started = '[\x1b[0;32m  OK  \x1b[0m] Started Journal Service.\n';
    expect(detections(...restarted, 'Welcome to GRUB!\n').at(-1)).toBe('os-boot');
    expect(detections(...restarted, started).at(-1)).toBe('os-boot');
    const stopping = '[  OK  ] Stopped target Multi-User System.\n[  OK  ] Reached target System Reboot.\n';
    expect(detections(...restarted.slice(0, 3), stopping, started).at(-1)).toBe('provisioning');
  });

  test('older releases: another name for the micro-OS script', () => {
    expect(
      detections('iPXE initialising devices...ok\n', 'Loading the Tinkerbell Hook iPXE script...\n'),
    ).toEqual(['ipxe', 'micro-os-download']);
  });

  test('iPXE retries and gives up, with and without a full stop', () => {
    const lines = [
      'iPXE initialising devices...ok\n',
      'Unable to obtain the IP address\nRETRY NO 1\n',
      'Unable to obtain the IP address\nRETRY NO 2\n',
      'Error: Unable to obtain the IP address, even after multiple attempts, please check\n',
    ];
    const beginning = [
      'ipxe',
      'ipxe may fail',
      'ipxe Retry 1/5',
      'ipxe may fail',
      'ipxe Retry 2/5',
      'ipxe failed',
    ];
    expect(detections(...lines, 'Retry with UEFI HTTP Boot again.\n')).toEqual([...beginning, 'ipxe failed']);
    expect(detections(...lines, 'Retry with UEFI HTTP Boot again\niPXE> ')).toEqual([
      ...beginning,
      'ipxe failed',
      'ipxe failed',
    ]);
  });

  test('percentages that are erased before "ok"', () => {
    const [stage, kernel] = detections(
      'Starting to download the Micro-OS image\n',
      'https://h/vmlinuz-x86_64... 83%\b\b\b\b    \b\b\b\b ok\r\n',
    );
    expect([stage, kernel]).toEqual(['micro-os-download', 'micro-os-download Kernel 83/100']);
  });

  test('plain HTTP: the certificate is not blamed', () => {
    const recogniser = new Recogniser(shippedRuleSet());
    const text =
      '>>Start HTTP Boot over IPv4\r\n  Station IP address is 10.0.0.2\r\n  URI: http://h/a.efi\r\n';
    const found = recogniser.feed(
      0,
      bytes(`${text}  Error: Could not retrieve NBP file size from HTTP server.\r\n`),
    );
    const failure = found.find((one) => one.kind === 'failure');
    expect(failure?.cause).toMatch(/404/);
    expect(failure?.cause).not.toMatch(/certificate/);
  });

  test('no boot program over IPv4: the firmware’s next attempt does not hide the cause', () => {
    const refused = [
      '>>Start HTTP Boot over IPv4....\r\n  Station IP address is 10.0.0.2\r\n  URI: https://h/a.efi\r\n',
      '  Error: Could not retrieve NBP file size from HTTP server.\r\n',
    ];
    const next = [
      '>>Start HTTP Boot over IPv6.\r\n',
      'BdsDxe: failed to load Boot0003 "UEFI HTTPv6 (MAC:52)" from PciRoot(0x0): Not Found\r\n',
      'BdsDxe: loading Boot0004 "EFI Internal Shell" from Fv(7C)\r\n',
    ];
    const boot = ['address', 'http-boot', 'boot may fail'];
    expect(detections(...refused, ...next)).toEqual(boot);
    expect(detections(...refused, ...next, '>>Start HTTP Boot over IPv4.')).toEqual([...boot, 'address #2']);
  });

  test('no DHCP answer', () => {
    expect(
      detections(
        '>>Start HTTP Boot over IPv4....\r\nBdsDxe: failed to load Boot0002 "UEFI HTTPv4 (MAC:52)" from X: Not Found\r\n',
      ),
    ).toEqual(['address', 'boot may fail']);
  });

  test('failures of the workflow and of the installer', () => {
    const before = ['iPXE initialising devices...ok\n', 'EFI stub: Loaded initrd\n'];
    expect(detections(...before, '\x1b[31m Secure Boot Status MISMATCH \x1b[0m\n').at(-1)).toBe(
      'workflow failed',
    );
    expect(detections(...before, '[    9.1] Kernel panic - not syncing: no init\n').at(-1)).toBe(
      'boot failed',
    );
    const installed = 'BdsDxe: starting Boot0005 "ubuntu" from HD(1)\r\n';
    expect(
      detections(...before, installed, '[ERROR] in function install at line 3 - exit code: 1\n').at(-1),
    ).toBe('os failed');
  });

  test('an installed system may restart by itself, once it has printed something', () => {
    const os = 'BdsDxe: starting Boot0005 "ubuntu" from HD(1)\r\n';
    const reset = '\x1b[=3h';
    expect(detections(os, reset, 'Ubuntu 24.04 LTS host ttyS0\r\n', '\r\nhost login: ', reset, os)).toEqual([
      'os-boot',
      'login?',
      'rebooting',
      'os-boot #2',
    ]);
  });

  test('a system that boots from its disk needs no iPXE', () => {
    expect(
      detections('\x1b[=3h', 'BdsDxe: starting Boot0001 "UEFI Misc Device" from X\r\n', 'edge login: '),
    ).toEqual(['firmware', 'os-boot', 'login?']);
  });

  test('output of the micro-OS is not taken for that of the installed system', () => {
    expect(
      detections(
        'EFI stub: Loaded\n',
        'iPXE initialising devices...ok\n',
        'EFI stub: Loaded\n',
        'Ubuntu 22.04\n',
      ),
    ).toEqual(['ipxe', 'micro-os']);
  });
});

describe('hostile output', () => {
  const fragments = [
    ...shippedRuleSet().rules.map(({ text }) => text),
    '\x1b[=3h',
    '\x1b[',
    '\x1b]0;',
    '\x1bP',
    '\x9b',
    '\xff\xfe',
    '\xe2\x82',
    '\r',
    '\n',
    '\b',
    '\t',
    '\0',
    '... 1%',
    ' login: ',
    ': ',
    'x'.repeat(300),
  ];

  test('any mixture gives the same detections when it is split at every byte', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 150; round++) {
      const text = bytes(
        Array.from({ length: 60 }, () => fragments[random(fragments.length)] ?? '').join(''),
      );
      const whole = new Recogniser(shippedRuleSet());
      const cut = new Recogniser(shippedRuleSet());
      const one = whole.feed(0, text);
      const other = Array.from(text, (byte) => cut.feed(0, Uint8Array.of(byte))).flat();
      expect(other).toEqual(one);
      expect(cut.waiting()).toEqual(whole.waiting());
      for (const { offset, line } of one) {
        expect(offset).toBeLessThan(text.length);
        expect(line.length).toBeLessThanOrEqual(400);
      }
    }
  });

  const megabytes = 4;
  const floods: Readonly<Record<string, string>> = {
    'one endless line': 'x',
    'endless prompts': ': ',
    percentages: '... 1%',
    'an endless control sequence': '\x1b[1;1;1;1;1;1',
    backspaces: 'ab\b\b\b',
    'texts of all rules': shippedRuleSet()
      .rules.map(({ text }) => text)
      .join('\n'),
    'texts of all rules in a line': shippedRuleSet()
      .rules.map(({ text }) => text)
      .join(' '),
    resets: '\x1b[=3h',
    'invalid UTF-8': '\xf0\x9f\xc0\xff',
  };

  // Its time limit is the check: quadratic time would take hours.
  test.each(Object.keys(floods))('linear time: %s', { timeout: 180_000 }, (name) => {
    const piece = bytes(floods[name] ?? '');
    const flood = new Uint8Array(megabytes * 2 ** 20);
    for (let at = 0; at + piece.length <= flood.length; at += piece.length) flood.set(piece, at);
    const recogniser = new Recogniser(shippedRuleSet());
    for (let at = 0; at < flood.length; at += 65_536) recogniser.feed(0, flood.subarray(at, at + 65_536));
    expect(recogniser.waiting()).toBeInstanceOf(Object);
  });
});

test('lookalikes by the hundred thousand mean nothing', () => {
  const recogniser = new Recogniser(shippedRuleSet());
  recogniser.feed(0, bytes('iPXE initialising devices...ok\nEFI stub: Loaded initrd\n'));
  const lookalikes = [
    '# Kernel panic - not syncing: only quoted\n',
    'the emergency mode is not entered\n',
    'x login: y\n',
    'Downloading...x%\n',
    'x509 certificate: fine\n',
    'BdsDxe failed to load Boot0001\n',
  ].join('');
  const flood = bytes(lookalikes.repeat(500));
  for (let round = 0; round < 34; round++) expect(recogniser.feed(0, flood)).toEqual([]);
  expect(recogniser.feed(0, bytes('Secure Boot Status MATCH\n'))).toHaveLength(1);
});

test('a rule of one port says nothing about the other', () => {
  const rule = { id: 'ping', when: 'contains', text: 'ping', stage: 'ipxe', port: 1 } as const;
  const recogniser = new Recogniser(RuleSet.of([{ format: 1, title: 'Test', rules: [rule], samples: [] }]));
  expect(recogniser.feed(0, bytes('ping\n'))).toEqual([]);
  expect(recogniser.feed(1, bytes('ping\n'))).toHaveLength(1);
});

test('missing bytes end a line, and offsets continue after them', () => {
  const recogniser = new Recogniser(shippedRuleSet());
  recogniser.feed(1, bytes('iPXE init'));
  recogniser.skip(1, 1000);
  expect(recogniser.feed(1, bytes('ialising devices...ok\n'))).toEqual([]);
  const [found] = recogniser.feed(1, bytes('iPXE initialising devices...ok\n'));
  expect(found).toMatchObject({ stage: 'ipxe', port: 1, offset: 1022 });
  expect(recogniser.offset(1)).toBe(1053);
});

test('the same text on both ports counts once; a retry counts again', () => {
  const recogniser = new Recogniser(shippedRuleSet());
  const round = '>>Start HTTP Boot over IPv4\r\n  Station IP address is 10.0.0.2\r\n';
  const both = () => [0, 1].flatMap((port) => recogniser.feed(port, bytes(round))).map(short);
  expect(both()).toEqual(['address', 'http-boot']);
  expect(both()).toEqual(['address #2', 'http-boot #2']);
});
