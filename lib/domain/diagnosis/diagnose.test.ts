import { describe, expect, it } from 'vitest';
import type { StageEvent } from '../../contract/boot.ts';
import { diagnosis, type Observation } from '../../contract/diagnosis.ts';
import { shippedRules } from '../../rules/shipped.ts';
import { type Stage, STAGES } from '../stages.ts';
import { CAUSE_TABLE } from './cause-table.ts';
import { type Cause, CAUSES, type Confidence } from './causes.ts';
import { diagnose, type DiagnosedBoot } from './diagnose.ts';
import { FINDINGS, type Finding } from './findings.ts';
import { fine, problem, unchecked } from './observation.ts';
import { findingOfRule, mappedRules } from './serial-findings.ts';
import { slownessOf } from './slowness.ts';
import { TOPICS, topicTitle } from './topics.ts';

const FAILED: DiagnosedBoot = {
  ...{ stage: 'http-boot', outcome: 'failed', host: 'local', orchestrator: 'sim' },
  ...{ isPaused: false, hasFault: false },
  failure: {
    ...{ class: 'boot', cause: 'What the rule says.', fix: 'What the rule advises.', stage: 'http-boot' },
    evidence: { port: 0, offset: 5, line: 'a line' },
  },
};
/** What the guest says. */
const said = (finding: Finding): Observation =>
  problem('output', finding, `The guest says ${finding}.`, {
    ...{ basis: 'observed', fix: 'as the rule says' },
    evidence: { port: 0, offset: 5, line: 'a line' },
  });
/** What the console has found out itself. */
const found = (finding: Finding): Observation => problem('boot-program', finding, `It is ${finding}.`);
const right = (finding: Finding): Observation => fine('boot-program', `It is ${finding}.`, finding);
const at = (stage: Stage, outcome: DiagnosedBoot['outcome'] = 'failed'): DiagnosedBoot => ({
  ...FAILED,
  stage,
  outcome,
});

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
    'the same, network not active',
    'address',
    [said('no-dhcp-answer'), found('network-down')],
    'network-down',
    'certain',
  ],
  [
    'the same, asked and not answered',
    'address',
    [said('no-dhcp-answer'), found('dhcp-without-offer')],
    'no-dhcp-answer',
    'certain',
  ],
  [
    'the same, link set down',
    'address',
    [said('no-dhcp-answer'), found('link-down')],
    'link-down',
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

describe('a verdict', () => {
  it('lists what else was checked, and what could not be', () => {
    const others = [unchecked('lease', 'No answer within 8 s.'), right('certificate-right')];
    const { alsoChecked } = diagnose(at('address'), [said('no-dhcp-answer'), ...others]);
    expect(alsoChecked.map(({ topic }) => topic)).toEqual(['lease', 'boot-program']);
  });

  it('says what the boot itself has told, where the table knows no cause', () => {
    const told = problem('output', null, 'What the rule says.', { basis: 'observed' });
    expect(diagnose(FAILED, [told])).toMatchObject({
      ...{ cause: 'as-reported', title: 'What the rule says.', nextStep: 'What the rule advises.' },
      ...{ confidence: 'likely', evidence: [told] },
    });
    expect(diagnose({ ...FAILED, outcome: 'timed-out' }, []).confidence).toBe('possible');
    expect(diagnose({ ...FAILED, failure: null, outcome: 'ended' }, []).cause).toBe('unknown');
  });

  it('offers the repair that belongs to its evidence, and else the page where it can be put right', () => {
    const repair = problem('authority', 'authority-wrong', 'Another CA.', {
      repair: 'authority',
      fix: 'Put it in.',
    });
    expect(diagnose(FAILED, [repair])).toMatchObject({
      ...{ action: { kind: 'repair', repair: 'authority' }, nextStep: 'Put it in.' },
    });
    expect(diagnose(FAILED, [found('certificate-authority')]).action).toEqual({
      kind: 'orchestrator',
      name: 'sim',
    });
    expect(diagnose({ ...FAILED, isPaused: true }, [found('host-storage-full')]).action).toEqual({
      kind: 'resume',
    });
  });

  it('of a boot that became ready finds no fault', () => {
    expect(diagnose(at('ready', 'ready'), [said('disk-full')])).toMatchObject({
      ...{ cause: 'became-ready', confidence: 'certain' },
    });
  });

  it('is bounded, whatever a guest prints', () => {
    const long = problem('output', 'disk-full', 'x'.repeat(100_000), {
      ...{ basis: 'observed', fix: 'y'.repeat(9_999) },
      evidence: { port: 0, offset: 0, line: 'z'.repeat(9_999) },
    });
    const verdict = diagnose(
      at('provisioning'),
      Array.from({ length: 9 }, () => long),
    );
    const whole = {
      boot: 1,
      at: '2026-01-01T00:00:00.000Z',
      automatic: true,
      milliseconds: 1,
      stage: 'ipxe',
    };
    expect(diagnosis.safeParse({ ...whole, ...verdict }).success).toBe(true);
  });

  it('names every question', () => {
    for (const topic of TOPICS) expect(topicTitle(topic)).not.toBe('');
  });
});

describe('a boot that is only slow', () => {
  const begun = '2026-01-01T00:00:00.000Z';
  const stages: readonly StageEvent[] = [
    {
      ...{ stage: 'micro-os', basis: 'observed', startedAt: begun, endedAt: null, outcome: 'running' },
      ...{ evidence: null, progress: null, statuses: [] },
    },
  ];
  const usual = new Map<Stage, number>([['micro-os', 60_000]]);
  const boot: DiagnosedBoot = { ...FAILED, failure: null, outcome: 'running', stage: 'micro-os' };

  it('is called slow, against the usual', () => {
    const observations = slownessOf(stages, usual, '2026-01-01T00:03:10.000Z');
    expect(diagnose(boot, observations)).toMatchObject({
      ...{ cause: 'slow', confidence: 'likely', title: 'Slow: “Micro-OS” takes 3m 10s, usually 1m 00s.' },
    });
  });

  it('is not called slow while it takes its usual time, nor without anything to compare with', () => {
    const cause = (times: ReadonlyMap<Stage, number>, now: string) =>
      diagnose(boot, slownessOf(stages, times, now)).cause;
    expect(cause(usual, '2026-01-01T00:02:10.000Z')).toBe('under-way');
    expect(cause(new Map(), '2026-01-01T00:02:10.000Z')).toBe('under-way');
    // Half of the time after which it is given up.
    expect(cause(new Map(), '2026-01-01T00:02:31.000Z')).toBe('slow');
  });

  it('is not called slow when something is wrong', () => {
    const late = slownessOf(stages, usual, '2026-01-01T00:03:10.000Z');
    expect(diagnose(boot, [...late, said('account-asked')]).cause).toBe('not-registered');
    expect(diagnose(boot, [...late, found('awaits-os')]).cause).toBe('awaits-os');
  });
});
