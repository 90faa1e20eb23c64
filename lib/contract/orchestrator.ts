import { z } from 'zod';
import { httpBootSettings } from './http-boot-settings.ts';
import { orchestratorSecretsSchema, orchestratorSettingsSchema } from './orchestrator-settings.ts';

export const orchestratorKind = z.enum(['edge-orchestrator', 'http-boot', 'none', 'simulator']).meta({
  description: 'http-boot: any EFI HTTP boot server, without an API; none: nodes boot by themselves',
});
export type OrchestratorKind = z.infer<typeof orchestratorKind>;

/** What boots, onboards and provisions nodes, and how it is now. */
export const orchestrator = z
  .object({
    name: z.string(),
    kind: orchestratorKind,
    /** Part of the console (the simulator): it cannot be edited or removed. */
    builtIn: z.boolean(),
    url: z.string().nullable(),
    /** The console can type its onboarding account at the prompt of the interactive flow. */
    hasOnboardingAccount: z.boolean(),
    /** As it reported last; null: it has not, or is older than 2026. */
    release: z.string().nullable(),
    state: z.enum(['starting', 'ok', 'unreachable', 'refused']),
    reason: z.string().nullable(),
    fix: z.string().nullable(),
    revision: z.int(),
  })
  .meta({ id: 'Orchestrator' });
export type Orchestrator = z.infer<typeof orchestrator>;

const NAME = 'use 1 to 32 lower-case letters, digits and hyphens, with a letter or digit at both ends';

/** Part of the name of its nodes' network. */
const orchestratorName = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, NAME);

const noSecrets = z.strictObject({}).default({});

/**
 * An orchestrator to add, edit or check. Secrets go in and never come out again: one that is left out when an
 * orchestrator is edited or checked again stays as it is.
 */
export const orchestratorRequest = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('edge-orchestrator'),
      name: orchestratorName,
      settings: orchestratorSettingsSchema,
      secrets: orchestratorSecretsSchema.partial().default({}),
    }),
    z.strictObject({
      kind: z.literal('http-boot'),
      name: orchestratorName,
      settings: httpBootSettings,
      secrets: noSecrets,
    }),
    z.strictObject({
      kind: z.literal('none'),
      name: orchestratorName,
      settings: z.strictObject({}).default({}),
      secrets: noSecrets,
    }),
  ])
  .meta({ id: 'OrchestratorRequest' });
export type OrchestratorRequest = z.infer<typeof orchestratorRequest>;
export type OrchestratorInput = z.input<typeof orchestratorRequest>;

/** What is stored of an orchestrator that a person added. */
export const orchestratorDefinition = z
  .object({
    name: z.string(),
    kind: orchestratorKind,
    settings: z.record(z.string(), z.unknown()),
    /** Names of the secrets that are stored; their values are never shown. */
    secretsSet: z.array(z.string()),
    /** The stored secrets were sealed with another key and have to be entered again. */
    secretsLost: z.boolean(),
    createdAt: z.string(),
  })
  .meta({ id: 'OrchestratorDefinition' });
export type OrchestratorDefinition = z.infer<typeof orchestratorDefinition>;

/** It was removed; its name is free again. */
export const orchestratorRemoved = z.object({ name: z.string() });
