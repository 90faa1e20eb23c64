import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import { noOrchestrator } from '../orchestrator/none.ts';

export const MEMORY_INSTALLATION = 'memory';

/** Serves a boot program that nobody asks for. */
export function bootsFromElsewhere(): OrchestratorAdapter {
  const boot = { bootProgramUrl: 'https://boot.test/x.efi', bootScriptUrl: null, authority: null };
  return noOrchestrator(
    'sim',
    { ...boot, secureBootCertificate: null, hosts: [], subnet: null },
    'http-boot',
  );
}
