import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import type { Finding } from '../../../lib/domain/diagnosis/findings.ts';
import { fine, problem, unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import type { PreflightStepId } from '../../../lib/domain/preflight.ts';

type Words = readonly (readonly [RegExp, Finding | null])[];

/** What a step that failed or warned amounts to, by its own words; the last entry stands for all others. */
const BAD: Readonly<Record<PreflightStepId, Words>> = {
  host: [[/is not connected/, 'host-away']],
  network: [
    [/no network|not active|not the console/, 'network-down'],
    // What the orchestrator’s own address for boot programs answers to the console.
    [/has no boot program/, 'file-missing'],
    [/certificate .*(?:expired|not yet valid)/i, 'certificate-dates'],
    [/certificate .*(?:altnames|does not match)/i, 'certificate-name'],
    [/certificate .*not trusted/i, 'certificate-authority'],
    [/does not answer at/, 'server-unreachable'],
    [/answered 5\d\d/, 'server-error'],
    [/leads elsewhere|nobody to a boot program|boots machines from/, 'network-elsewhere'],
  ],
  names: [[/./, 'name-unknown']],
  connect: [[/./, 'server-unreachable']],
  certificates: [
    [/has expired|not valid before/, 'certificate-dates'],
    [/is not for/, 'certificate-name'],
    [/cipher/, 'certificate-ciphers'],
    [/was not signed by|trusts no CA/, 'certificate-authority'],
    // It expires soon.
    [/is valid until/, null],
    [/handshake|speaks HTTP/, 'server-unreachable'],
  ],
  'boot-program': [
    [/\(404\)/, 'file-missing'],
    [/answers 5\d\d/, 'server-error'],
    [/answers 4\d\d|redirects to/, 'file-refused'],
    [/is not an EFI program|does not begin with/, 'file-unusable'],
    [/closes the connection/, 'connection-lost'],
    [/./, 'file-wrong'],
  ],
  proxy: [[/./, 'proxy-unreachable']],
  authority: [
    [/expired|not valid before/, 'certificate-dates'],
    [/./, 'authority-wrong'],
  ],
  'secure-boot': [[/./, 'key-not-enrolled']],
  registration: [
    [/another UUID/, 'identity-error'],
    [/has no host/, 'not-registered'],
    [/./, 'api-failing'],
  ],
  machine: [[/random number/, 'no-random-source']],
  os: [[/Secure Boot/, 'secure-boot-mismatch']],
  dhcp: [
    [/No DHCP server answers/, 'no-dhcp-answer'],
    [/DHCP server|answers DHCP|offered/, 'second-dhcp-server'],
  ],
};

const GOOD: Partial<Readonly<Record<PreflightStepId, Finding>>> = {
  network: 'network-right',
  connect: 'server-reachable',
  certificates: 'certificate-right',
  'boot-program': 'file-served',
};

/** A step of the check before a power-on, as an observation about a boot. */
export function observationOf(step: PreflightStep): Observation {
  const { id, state, evidence, fix, repair, change } = step;
  if (state === 'skipped') return unchecked(id, evidence);
  if (state === 'ok') return fine(id, evidence, GOOD[id] ?? null);
  const finding = findingOf(step);
  return finding === null
    ? fine(id, evidence, null, { fix })
    : problem(id, finding, evidence, { fix, repair, change });
}

/** That somebody else's DHCP server cannot be seen, or that a node is small, is no finding. */
function findingOf({ id, state, evidence }: PreflightStep): Finding | null {
  const known = BAD[id].find(([words]) => words.test(evidence))?.[1] ?? null;
  // What only warns about the boot server lets nodes boot.
  return state === 'warning' && known === 'file-wrong' ? null : known;
}
