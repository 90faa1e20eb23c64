import { ConsoleError } from '../../lib/contract/error.ts';
import type { BootFacts, OrchestratorAdapter, OrchestratorStatus } from './api.ts';

const BOOTS_NOTHING: BootFacts = {
  bootProgramUrl: null,
  bootScriptUrl: null,
  authority: null,
  secureBootCertificate: null,
  hosts: [],
  subnet: null,
};

/** No orchestrator API: the serial console is the only source about a node. `boot` is null if nothing boots it. */
export function noOrchestrator(
  name: string,
  boot: BootFacts | null,
  kind: 'none' | 'http-boot' = 'none',
): OrchestratorAdapter {
  const orchestrator: OrchestratorStatus = {
    name,
    kind,
    url: boot?.bootProgramUrl ?? null,
    hasOnboardingAccount: false,
    release: null,
    state: 'ok',
    reason: null,
    fix: null,
    revision: Date.now(),
  };
  return {
    ...withoutApi,
    name,
    orchestrator,
    bootFacts: () => Promise.resolve(boot ?? BOOTS_NOTHING),
  };
}

/** An orchestrator with unusable settings or secrets: it is shown with the reason, and refuses everything else. */
export function unusableOrchestrator(
  name: string,
  kind: OrchestratorStatus['kind'],
  error: ConsoleError,
): OrchestratorAdapter {
  const refuse = () => Promise.reject(error);
  const { message: reason, fix } = error;
  const orchestrator: OrchestratorStatus = {
    ...{ name, kind, url: null, state: 'refused', reason, fix },
    hasOnboardingAccount: false,
    release: null,
    revision: Date.now(),
  };
  const refusing = {
    bootFacts: refuse,
    register: refuse,
    chooseOs: refuse,
    catalogue: refuse,
    changePolicy: refuse,
    registered: refuse,
    named: refuse,
  };
  const further = { states: refuse, remove: refuse, removalOf: refuse, onboardingAccount: refuse };
  const project = { hosts: refuse, related: refuse, remove: refuse };
  return { ...withoutApi, ...refusing, ...further, project, name, orchestrator };
}

const withoutApi = {
  pollSeconds: { busy: 15, idle: 15 },
  timeouts: {},
  access: null,
  nodeProxy: null,
  onOrchestrator: () => () => undefined,
  register: () => Promise.resolve(),
  chooseOs: () => Promise.resolve(),
  catalogue: () => Promise.resolve(null),
  hasIpxeDisk: false,
  ipxeDisk: () => Promise.resolve(null),
  publishedSecureBootKey: () => Promise.resolve(null),
  changePolicy: () =>
    Promise.reject(
      new ConsoleError('conflict', 'Nothing is provisioned here: this is not an orchestrator with an API.'),
    ),
  registered: () => Promise.resolve([]),
  named: () => Promise.resolve([]),
  states: () => Promise.resolve([]),
  remove: () => Promise.resolve(),
  removalOf: () => Promise.resolve({ instance: null, host: null }),
  project: null,
  demonstration: null,
  onboardingAccount: () => Promise.resolve(null),
  close: () => Promise.resolve(),
} satisfies Partial<OrchestratorAdapter>;
