import { ConsoleError } from '../../lib/contract/error.ts';
import { type Orchestrator } from '../../lib/contract/host.ts';
import { type BootFacts, type OrchestratorAdapter } from './api.ts';

/** No orchestrator's API, only a place to boot from: the serial console is all that is known of a node. */
export function noOrchestrator(name: string, boot: BootFacts | null): OrchestratorAdapter {
  const orchestrator: Orchestrator = {
    name,
    kind: 'none',
    url: null,
    state: 'ok',
    reason: null,
    fix: null,
    revision: Date.now(),
  };
  return {
    name,
    orchestrator,
    pollSeconds: { busy: 15, idle: 15 },
    timeouts: {},
    onOrchestrator: () => () => undefined,
    bootFacts() {
      if (boot !== null) return Promise.resolve(boot);
      return Promise.reject(
        new ConsoleError('invalid', `"${name}" names no boot program, so a node has nothing to boot.`, {
          fix: 'Start the console without VEN_SIMULATOR=off: the built-in orchestrator has one.',
        }),
      );
    },
    register: () => Promise.resolve(),
    chooseOs: () => Promise.resolve(),
    registered: () => Promise.resolve([]),
    named: () => Promise.resolve([]),
    states: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
    removalOf: () => Promise.resolve({ instance: null, host: null }),
    demonstration: null,
    onboardingAccount: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
}
