import { describe, expect, it } from 'vitest';
import type { Observation } from '../../contract/diagnosis.ts';
import { shippedRules } from '../../rules/shipped.ts';
import { type Stage, stageIndex, STAGES } from '../stages.ts';
import { CAUSE_TABLE } from './cause-table.ts';
import { type Cause, CAUSES, type Confidence } from './causes.ts';
import { diagnose } from './diagnose.ts';
import { FINDINGS, type Finding } from './findings.ts';
import { findingOfRule, mappedRules } from './serial-findings.ts';
import { at, found, right, said } from './testing/observed.ts';

/** What each finding amounts to that nothing else goes with, seen by the console itself. */
const ALONE: Readonly<Record<Finding, readonly [Stage, Cause, Confidence]>> = {
  'on-purpose': ['ipxe', 'on-purpose', 'certain'],
  'on-purpose-perhaps': ['ipxe', 'on-purpose', 'likely'],
  'network-down': ['address', 'network-down', 'certain'],
  'network-elsewhere': ['http-boot', 'network-elsewhere', 'certain'],
  'second-dhcp-server': ['address', 'second-dhcp-server', 'possible'],
  'no-dhcp-answer': ['address', 'no-dhcp-answer', 'certain'],
  'dhcp-not-asked': ['address', 'no-dhcp-answer', 'possible'],
  'dhcp-without-offer': ['address', 'no-dhcp-answer', 'certain'],
  'dhcp-offer-not-taken': ['address', 'second-dhcp-server', 'possible'],
  'dhcp-addresses-used-up': ['address', 'addresses-used-up', 'certain'],
  'no-boot-program-named': ['address', 'second-dhcp-server', 'possible'],
  'no-lease': ['firmware', 'no-dhcp-answer', 'possible'],
  'link-down': ['firmware', 'link-down', 'certain'],
  'received-nothing': ['address', 'no-dhcp-answer', 'possible'],
  'pxe-first': ['firmware', 'pxe-first', 'certain'],
  'name-unknown': ['http-boot', 'name-unknown', 'certain'],
  'no-route': ['http-boot', 'server-unreachable', 'certain'],
  'server-unreachable': ['micro-os', 'server-unreachable', 'certain'],
  'certificate-suspected': ['http-boot', 'certificate-authority', 'possible'],
  'certificate-authority': ['http-boot', 'certificate-authority', 'certain'],
  'certificate-name': ['http-boot', 'certificate-name', 'certain'],
  'certificate-dates': ['onboarding', 'certificate-dates', 'certain'],
  'certificate-ciphers': ['http-boot', 'certificate-ciphers', 'possible'],
  'authority-wrong': ['http-boot', 'certificate-authority', 'certain'],
  'file-missing': ['http-boot', 'file-missing', 'certain'],
  'file-refused': ['http-boot', 'file-missing', 'certain'],
  'file-unusable': ['http-boot', 'file-unusable', 'certain'],
  'file-wrong': ['http-boot', 'file-missing', 'possible'],
  'server-error': ['micro-os-download', 'server-error', 'certain'],
  'connection-lost': ['micro-os-download', 'connection-lost', 'likely'],
  'proxy-unreachable': ['micro-os', 'server-unreachable', 'possible'],
  'no-random-source': ['firmware', 'no-random-source', 'certain'],
  'no-network-option': ['firmware', 'no-network-option', 'certain'],
  'nothing-bootable': ['firmware', 'nothing-bootable', 'possible'],
  'key-not-enrolled': ['http-boot', 'secure-boot-refused', 'possible'],
  'secure-boot-refused': ['ipxe', 'secure-boot-refused', 'certain'],
  'secure-boot-mismatch': ['provisioning', 'secure-boot-mismatch', 'certain'],
  'boot-script-failed': ['micro-os-download', 'server-error', 'possible'],
  'kernel-panic': ['os-boot', 'kernel-panic', 'certain'],
  'memory-full': ['micro-os', 'memory-too-small', 'certain'],
  'clock-differs': ['onboarding', 'clock-differs', 'certain'],
  'images-not-loaded': ['micro-os', 'images-not-loaded', 'certain'],
  'account-asked': ['onboarding', 'not-registered', 'certain'],
  'account-refused': ['onboarding', 'account-refused', 'certain'],
  'not-registered': ['onboarding', 'not-registered', 'certain'],
  'identity-error': ['onboarding', 'identity-mismatch', 'certain'],
  'refused-by-orchestrator': ['onboarding', 'already-onboarded', 'certain'],
  'known-already': ['micro-os', 'already-onboarded', 'possible'],
  'awaits-os': ['onboarding', 'awaits-os', 'certain'],
  'api-failing': ['onboarding', 'orchestrator-failing', 'likely'],
  'not-called-home': ['os-boot', 'never-called-home', 'possible'],
  'no-heartbeat': ['os-boot', 'no-heartbeat', 'certain'],
  'provisioning-error': ['provisioning', 'workflow-failed', 'certain'],
  'micro-os-again': ['micro-os', 'micro-os-again', 'certain'],
  'disk-full': ['provisioning', 'disk-too-small', 'certain'],
  'disk-too-small': ['provisioning', 'disk-too-small', 'certain'],
  'image-damaged': ['provisioning', 'image-damaged', 'certain'],
  'disk-damaged': ['os-boot', 'disk-damaged', 'certain'],
  'system-stopped': ['os-boot', 'system-stopped', 'certain'],
  passphrase: ['os-boot', 'passphrase', 'certain'],
  'host-storage-full': ['provisioning', 'host-storage-full', 'certain'],
  'host-storage-low': ['provisioning', 'host-storage-full', 'possible'],
  'host-away': ['ipxe', 'host-away', 'likely'],
  'host-overloaded': ['os-boot', 'host-overloaded', 'likely'],
  'switched-off': ['ipxe', 'switched-off', 'certain'],
  crashed: ['ipxe', 'crashed', 'certain'],
  'qemu-error': ['ipxe', 'crashed', 'possible'],
  silent: ['firmware', 'silent', 'possible'],
  slow: ['micro-os', 'slow', 'likely'],
  // They speak against causes, or only inform.
  'network-right': ['http-boot', 'as-reported', 'likely'],
  'dhcp-offered': ['http-boot', 'as-reported', 'likely'],
  lease: ['http-boot', 'as-reported', 'likely'],
  'server-reachable': ['http-boot', 'as-reported', 'likely'],
  'certificate-right': ['http-boot', 'as-reported', 'likely'],
  'file-served': ['http-boot', 'as-reported', 'likely'],
  'network-option': ['firmware', 'as-reported', 'likely'],
  'sent-nothing': ['firmware', 'as-reported', 'likely'],
  'powered-off': ['ipxe', 'as-reported', 'likely'],
};

/** Row by row, what people see, and what it comes from. */
const ROWS: readonly (readonly [string, Stage, readonly Observation[], Cause, Confidence])[] = [
  [
    'no network entries, no RNG',
    'firmware',
    [said('nothing-bootable'), found('no-random-source')],
    'no-random-source',
    'certain',
  ],
  [
    'no network entries, with RNG',
    'firmware',
    [said('nothing-bootable'), found('no-network-option')],
    'no-network-option',
    'certain',
  ],
  ['UEFI Shell, nothing else known', 'firmware', [said('nothing-bootable')], 'nothing-bootable', 'possible'],
  ['Start HTTP Boot, no Station IP', 'address', [said('no-dhcp-answer')], 'no-dhcp-answer', 'likely'],
  [
    'the same, asked and not answered',
    'address',
    [said('no-dhcp-answer'), found('dhcp-without-offer')],
    'no-dhcp-answer',
    'certain',
  ],
  [
    'Station IP, no NBP',
    'http-boot',
    [said('no-boot-program-named'), found('network-elsewhere')],
    'network-elsewhere',
    'certain',
  ],
  [
    'Station IP, no NBP, name unknown',
    'http-boot',
    [said('no-boot-program-named'), right('network-right'), found('name-unknown')],
    'name-unknown',
    'certain',
  ],
  [
    'no NBP file size, wrong CA',
    'http-boot',
    [said('certificate-suspected'), found('certificate-authority')],
    'certificate-authority',
    'certain',
  ],
  [
    'no NBP file size, CA in the firmware replaced',
    'http-boot',
    [said('certificate-suspected'), found('authority-wrong')],
    'certificate-authority',
    'certain',
  ],
  [
    'no NBP file size, other name',
    'http-boot',
    [said('certificate-suspected'), found('certificate-name')],
    'certificate-name',
    'certain',
  ],
  [
    'no NBP file size, ciphers',
    'http-boot',
    [said('certificate-suspected'), found('certificate-ciphers')],
    'certificate-ciphers',
    'likely',
  ],
  [
    'no NBP file size, nothing probed',
    'http-boot',
    [said('certificate-suspected')],
    'certificate-authority',
    'possible',
  ],
  [
    'no NBP file size, server away',
    'http-boot',
    [said('certificate-suspected'), found('server-unreachable')],
    'server-unreachable',
    'certain',
  ],
  [
    'no NBP file size, 404 to the probe',
    'http-boot',
    [said('certificate-suspected'), right('certificate-right'), found('file-missing')],
    'file-missing',
    'certain',
  ],
  [
    'no NBP file size, everything is right now',
    'http-boot',
    [
      said('certificate-suspected'),
      right('certificate-right'),
      right('file-served'),
      right('server-reachable'),
    ],
    'certificate-authority',
    'possible',
  ],
  [
    'PXE-E16/E18, two servers',
    'address',
    [said('no-dhcp-answer'), found('second-dhcp-server')],
    'second-dhcp-server',
    'likely',
  ],
  ['no address left', 'address', [found('dhcp-addresses-used-up')], 'addresses-used-up', 'certain'],
  [
    'offers that are not taken, two servers',
    'address',
    [said('no-dhcp-answer'), found('dhcp-offer-not-taken'), found('second-dhcp-server')],
    'second-dhcp-server',
    'likely',
  ],
  ['PXE-E99, 0 bytes', 'http-boot', [said('file-unusable')], 'file-unusable', 'likely'],
  ['iPXE: untrusted chain', 'ipxe', [said('certificate-authority')], 'certificate-authority', 'likely'],
  ['iPXE: no DHCP', 'ipxe', [said('no-dhcp-answer')], 'no-dhcp-answer', 'likely'],
  [
    'iPXE: server errors until it gives up',
    'ipxe',
    [said('server-error'), said('boot-script-failed')],
    'server-error',
    'likely',
  ],
  [
    'PXE and IPv6 first',
    'firmware',
    [said('no-dhcp-answer'), said('pxe-first'), right('lease')],
    'pxe-first',
    'likely',
  ],
  ['the micro-OS again', 'ipxe', [said('micro-os-again')], 'micro-os-again', 'likely'],
  [
    'mismatch at the orchestrator',
    'onboarding',
    [said('account-asked'), found('identity-error')],
    'identity-mismatch',
    'certain',
  ],
  ['not known to the orchestrator', 'onboarding', [said('account-asked')], 'not-registered', 'likely'],
  ['stays unknown', 'micro-os', [found('not-called-home')], 'never-called-home', 'possible'],
  ['no space left on device', 'provisioning', [said('disk-full')], 'disk-too-small', 'likely'],
  [
    'no space left, says the orchestrator',
    'provisioning',
    [found('provisioning-error'), found('disk-full')],
    'disk-too-small',
    'certain',
  ],
  ['Secure Boot violation', 'http-boot', [said('secure-boot-refused')], 'secure-boot-refused', 'likely'],
  [
    'Secure Boot violation, key not enrolled',
    'http-boot',
    [said('secure-boot-refused'), found('key-not-enrolled')],
    'secure-boot-refused',
    'likely',
  ],
  [
    'host out of space',
    'provisioning',
    [found('host-storage-full'), said('disk-damaged')],
    'host-storage-full',
    'certain',
  ],
  [
    'QEMU ended',
    'micro-os',
    [found('crashed'), said('kernel-panic'), found('qemu-error')],
    'crashed',
    'certain',
  ],
];

describe('the table of causes', () => {
  it.each(ROWS)('%s', (_, stage, observations, cause, confidence) => {
    const turned = [observations, observations.toReversed()];
    for (const order of turned) expect(diagnose(at(stage), order)).toMatchObject({ cause, confidence });
    const { evidence, nextStep, title } = diagnose(at(stage), observations);
    expect(evidence.length).toBeGreaterThan(0);
    expect(nextStep).not.toBe('');
    expect(title).not.toBe('');
  });

  it.each(FINDINGS)('%s alone', (finding) => {
    const [stage, cause, confidence] = ALONE[finding];
    expect(diagnose(at(stage), [found(finding)])).toMatchObject({ cause, confidence });
  });

  it.each(CAUSE_TABLE.map((row, index) => [`${index + 1}, ${row.cause}`, row] as const))(
    'row %s, has a case',
    (_, { cause, from, until, proof, signs = [] }) => {
      const alone = FINDINGS.map((each) => [ALONE[each][1], ALONE[each][0], [found(each)]] as const);
      const together = ROWS.map(([, stage, all, of]) => [of, stage, all] as const);
      const named = new Set<Finding | null>([...proof, ...signs]);
      const isItsOwn = ([of, stage, all]: (typeof together)[number]): boolean =>
        of === cause &&
        stageIndex(stage) >= stageIndex(from) &&
        stageIndex(stage) <= stageIndex(until) &&
        all.some(({ finding }) => named.has(finding));
      expect([...alone, ...together].some(isItsOwn)).toBe(true);
    },
  );

  it('never is certain by what a guest alone says, whatever that is', () => {
    const everything = FINDINGS.map(said);
    for (const stage of STAGES) {
      expect(diagnose(at(stage), everything).confidence, stage).not.toBe('certain');
      for (const one of everything) expect(diagnose(at(stage), [one]).confidence).not.toBe('certain');
    }
  });

  it('prefers what is confirmed to what a guest says', () => {
    const { cause, evidence } = diagnose(at('http-boot'), [
      said('file-missing'),
      found('certificate-authority'),
    ]);
    expect(cause).toBe('certificate-authority');
    expect(evidence.map(({ finding }) => finding)).toEqual(['certificate-authority']);
  });

  it('does not blame the boot server for what comes later', () => {
    const broken = [found('certificate-authority'), found('file-missing'), found('network-down')];
    expect(diagnose(at('os-boot'), broken).cause).toBe('as-reported');
  });

  it('has a way to every cause, and uses every finding of a rule', () => {
    const reached = new Set(CAUSE_TABLE.map(({ cause }) => cause));
    const byItself = ['as-reported', 'under-way', 'became-ready', 'unknown'];
    expect([...reached, ...byItself].sort()).toEqual([...CAUSES].sort());
    const used = new Set(CAUSE_TABLE.flatMap(({ proof, signs = [] }) => [...proof, ...signs]));
    for (const rule of mappedRules()) expect(used, rule).toContain(findingOfRule(rule));
  });

  it('knows the rules that it names', () => {
    const ids = new Set([...shippedRules().values()].flatMap(({ rules }) => rules.map(({ id }) => id)));
    for (const rule of mappedRules()) expect(ids, rule).toContain(rule);
  });
});
