import { z } from 'zod';

const flag = z.looseObject({ installed: z.boolean().optional() });

/** Answer to `GET /v1/orchestrator`; releases before 2026 have nothing there. */
export const orchestratorInfo = z.object({
  orchestrator: z.object({
    version: z.string().nullish(),
    features: z.record(z.string(), flag).nullish(),
  }),
});
export type OrchestratorInfo = z.infer<typeof orchestratorInfo>;

/** Names of these features in the releases that report them. */
const NEEDED = ['onboarding', 'device-onboarding', 'provisioning', 'device-provisioning'];

/** Features that are required to boot a node and that the orchestrator reports as not installed. */
export function missingFeatures({ orchestrator }: OrchestratorInfo): string[] {
  const manager = orchestrator.features?.['edge-infrastructure-manager'];
  if (manager === undefined) return [];
  if (manager.installed === false) return ['edge-infrastructure-manager'];
  return NEEDED.filter((name) => flag.safeParse(manager[name]).data?.installed === false);
}
