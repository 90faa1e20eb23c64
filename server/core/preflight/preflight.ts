import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import { PREFLIGHT_TITLES, type PreflightStepId } from '../../../lib/domain/preflight.ts';
import {
  bootServerFinding,
  checkCertificate,
  checkFile,
  checkName,
  checkScript,
  runSteps,
  type Step,
} from '../../orchestrator/index.ts';
import { checkAuthority } from './authority-step.ts';
import { checkReach } from './connection-step.ts';
import { checkDhcp } from './dhcp-step.ts';
import { checkHost, checkMachine, checkOs } from './machine-steps.ts';
import { checkNetwork } from './network-steps.ts';
import { checkProxy } from './proxy-step.ts';
import { checkRegistration } from './registration-step.ts';
import { checkSecureBoot } from './secure-boot-step.ts';
import { PreflightContext, type Subject } from './subject.ts';

function overNetwork({ boot }: PreflightContext): string | null {
  if (boot === undefined) return `“${PREFLIGHT_TITLES.network}” comes first`;
  return boot === null ? 'these nodes do not boot over a network' : null;
}

const STEPS: readonly Step<PreflightStepId, PreflightContext>[] = [
  { id: 'host', run: checkHost },
  { id: 'network', run: checkNetwork, after: ['host'], amounts: bootServerFinding },
  {
    id: 'names',
    run: ({ bootUrl }) => checkName(bootUrl, bootUrl.options.url),
    after: ['network'],
    missing: overNetwork,
  },
  {
    id: 'connect',
    run: checkReach,
    after: ['names'],
    missing: overNetwork,
  },
  {
    id: 'certificates',
    run: ({ bootUrl }) => checkCertificate(bootUrl),
    after: ['connect'],
    missing: overNetwork,
  },
  {
    id: 'boot-program',
    run: ({ bootUrl, node }) =>
      node.bootSource.kind === 'ipxe-disk' ? checkScript(bootUrl, bootUrl.options.url) : checkFile(bootUrl),
    after: ['connect'],
    unlessFailed: ['certificates'],
    missing: overNetwork,
  },
  { id: 'proxy', run: checkProxy },
  { id: 'authority', run: checkAuthority, missing: overNetwork },
  { id: 'secure-boot', run: checkSecureBoot, after: ['host'] },
  { id: 'registration', run: checkRegistration, amounts: () => 'api-failing' },
  { id: 'machine', run: checkMachine, after: ['host'] },
  { id: 'os', run: checkOs },
  { id: 'dhcp', run: checkDhcp, after: ['network'], missing: overNetwork },
];

/**
 * Checks before a power-on whether a boot can work, as far as possible from where the node will be: over its network
 * and its name server. Changes nothing. Ends early when `signal` aborts.
 */
export async function* preflight(subject: Subject, signal: AbortSignal): AsyncGenerator<PreflightStep, void> {
  const context = new PreflightContext(subject, signal);
  for await (const step of runSteps(STEPS, context, { titles: PREFLIGHT_TITLES, signal })) {
    const repair = step.state === 'ok' || !subject.exists ? null : context.repairs.get(step.id);
    const isNetwork = step.id === 'network';
    yield {
      ...{ ...step, repair: repair ?? null },
      snippets: isNetwork ? [...context.snippets] : [],
      change: isNetwork ? context.change : null,
    };
  }
}
