import { describe, expect, test } from 'vitest';
import { Recogniser } from '../recogniser/recogniser.ts';
import { shippedRuleSet } from '../../rules/shipped.ts';
import { STAGE_FACTS } from '../stages.ts';
import { advance } from './advance.ts';
import { at, bytes, failedEntry, INSTALLED, IPXE, MICRO_OS, NBP, bootAfter } from './boot-texts.ts';

describe('the origin of a line', () => {
  const PANIC = 'Kernel panic - not syncing';
  const session = `${INSTALLED}Ubuntu 24.04 LTS edge ttyS0\r\n\r\nedge login: user\r\nPassword: \r\nLast login: Thu Nov 26 10:00:00 UTC 2026\r\n`;
  const quoted: Readonly<Record<string, string>> = {
    'a command after a prompt': `${INSTALLED}edge login: \r\n$ grep "${PANIC}" x\r\n`,
    'output of a command': `${session}user@edge:~$ cat old.log\r\n[    9.123456] ${PANIC}: VFS\r\nYou are in emergency mode\r\nDropping to a shell!\r\n`,
    'a root shell': `${session}root@edge:/# dmesg | tail\r\n[   9.1] Out of memory: Killed process 1 (x)\r\n`,
    'words in the middle of a line': `${INSTALLED}audit: rule "${PANIC}" loaded\r\n`,
    'a user name': `${MICRO_OS}Provide Username and password for the IDP\r\nUsername: x509: certificate signed by\r\n`,
    'a shell without a login': `${INSTALLED}root@edge:~# echo "You are in emergency mode"\r\n`,
    'output of a command in a shell without a login': `${INSTALLED}root@edge:~# cat old.log\r\n${PANIC}: VFS\r\nEntering emergency mode.\r\n`,
    'output of a command in a shell of the micro-OS': `${MICRO_OS}~ # grep "${PANIC}" /x\r\n${PANIC}: VFS\r\n/ # echo no space left on device\r\nno space left on device\r\n`,
  };

  test.each(Object.keys(quoted))('no failure: %s', (name) => {
    expect(bootAfter(quoted[name] ?? '', 30)).toMatchObject({ ending: null });
  });

  test('lines come from the machine again after a restart', () => {
    const boot = bootAfter(`${session}$ sudo reboot\r\n\x1b[=3h\x1b[2J[    9.1] ${PANIC}: x\r\n`);
    expect(boot).toMatchObject({ ending: 'failed', stage: 'rebooting' });
  });

  test.each(['Last login: Thu Nov 26', 'Failed login: 3', 'Last failed login: Thu'])(
    'no prompt: %s',
    (line) => {
      const found = new Recogniser(shippedRuleSet()).feed(0, bytes(`${INSTALLED}${line}\r\n`));
      expect(found.filter(({ kind }) => kind === 'prompt')).toEqual([]);
    },
  );
});

describe('time', () => {
  test('there is no failure while IPv6 is tried, and none when it delivers the boot program', () => {
    const tried = `>>Start HTTP Boot over IPv4....\r\n${NBP}\r\n  Error: Server response timeout.\r\n${failedEntry('Not Found')}>>Start HTTP Boot over IPv6....\r\n`;
    expect(bootAfter(tried, 60).ending).toBeNull();
    expect(bootAfter(`${tried}  Station IPv6 address is fd00::2\r\n`, 60)).toMatchObject({
      stage: 'http-boot',
      ending: null,
    });
  });

  test('a stage that times out reports what was known', () => {
    const known = `${INSTALLED}error: no such device: 1234.\r\n`;
    const boot = bootAfter(known, STAGE_FACTS['os-boot'].timeout + 5);
    expect(boot.failure?.cause).toMatch(/no such device: 1234/);
  });

  test('a machine that powers off reports the suspected failure', () => {
    const stopped = { status: 'stopped', reason: 'shutdown', requested: false } as const;
    const boot = advance(bootAfter(`${IPXE}https://h/k... Not found (https://ipxe.org/2d0c613b)\r\n`), {
      kind: 'report',
      at: at(9),
      report: stopped,
    });
    expect(boot.failure?.cause).toMatch(/404/);
  });

  const PROMPT = `${MICRO_OS}\r\nProvide Username and password for the IDP\r\nUsername: `;

  test('an unknown device is reported within seconds, and the failure withdrawn once the orchestrator onboards it', () => {
    const boot = bootAfter(PROMPT, 5, { flow: 'nio' });
    expect(boot).toMatchObject({ ending: 'failed', failure: { class: 'onboarding', stage: 'onboarding' } });
    expect(boot.failure?.cause).toMatch(/not registered/);
    const onboarded = { status: 'onboarded' } as const;
    expect(advance(boot, { kind: 'report', at: at(60), report: onboarded })).toMatchObject({
      ending: null,
      stage: 'provisioning',
    });
    expect(bootAfter(PROMPT, 60, { flow: 'io' }).ending).toBeNull();
  });

  test('a system that shows a login prompt has come up', () => {
    const killed = `${INSTALLED}[    9.123456] Out of memory: Killed process 7 (x)\r\n`;
    expect(bootAfter(killed).suspect).not.toBeNull();
    expect(bootAfter(`${killed}edge login: `).suspect).toBeNull();
  });
});
