import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import type { OrchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { CHECK_TITLES, type CheckStepId } from '../../../lib/domain/connection-check.ts';
import { checkFile, checkScript } from './boot-file.ts';
import { BootUrl, checkCertificate, checkConnection, checkName } from './boot-url.ts';
import { ok, type Outcome, runSteps, skipped, type Step } from './steps.ts';

type Settings = Extract<OrchestratorRequest, { kind: 'http-boot' }>['settings'];

interface Context {
  readonly boot: BootUrl;
  readonly urls: readonly string[];
  readonly scriptUrl: string | null;
}

/** The first outcome that is not good, else the evidence of all. */
async function each(urls: readonly string[], look: (url: string) => Promise<Outcome>): Promise<Outcome> {
  const outcomes = await Promise.all(urls.map(look));
  const evidence = [...new Set(outcomes.map((outcome) => outcome.evidence))].join(' ');
  return outcomes.find(({ state }) => state !== 'ok') ?? ok(evidence);
}

const STEPS: readonly Step<CheckStepId, Context>[] = [
  { id: 'names', run: ({ boot, urls }) => each(urls, (url) => checkName(boot, url)) },
  {
    id: 'connect',
    run: ({ boot, urls }) => each(urls, (url) => checkConnection(boot, url)),
    after: ['names'],
  },
  { id: 'boot-certificates', run: ({ boot }) => checkCertificate(boot), after: ['connect'] },
  {
    id: 'boot-program',
    run: ({ boot }) => checkFile(boot),
    after: ['connect'],
    unlessFailed: ['boot-certificates'],
  },
  {
    id: 'boot-script',
    run: ({ boot, scriptUrl }) =>
      scriptUrl === null ? skipped('there is none in the settings') : checkScript(boot, scriptUrl),
    after: ['connect'],
  },
];

/** Checks step by step, from this machine, whether firmware could boot from an HTTP server. Changes nothing. */
export async function* checkHttpBoot(
  { bootProgramUrl, bootScriptUrl, authority, hosts }: Settings,
  signal: AbortSignal,
): AsyncGenerator<CheckStep, void> {
  const boot = new BootUrl({ url: bootProgramUrl, authority, names: hosts, gateway: null, signal });
  const urls = [bootProgramUrl, bootScriptUrl].filter((url) => url !== null);
  yield* runSteps(STEPS, { boot, urls, scriptUrl: bootScriptUrl }, { titles: CHECK_TITLES, signal });
}
