import { z } from 'zod';
import { moment } from './boot.ts';

/** An OS profile of an orchestrator: the newest image of those that share a profile name. */
const osProfile = z
  .object({
    /** What templates and creates name. */
    profile: z.string(),
    /** Resource id of the newest image. */
    id: z.string(),
    /** What people read, with the version. */
    title: z.string(),
    version: z.string(),
    /** Images of the same profile at the orchestrator, this one included. */
    images: z.int(),
    /** The node's firmware has to have Secure Boot on, and the disk gets encrypted. */
    needsSecureBoot: z.boolean(),
    /** Installed without agents: never reports after the installation. */
    standalone: z.boolean(),
    createdAt: moment.nullable(),
  })
  .meta({ id: 'OsProfile' });
export type OsProfile = z.infer<typeof osProfile>;

/** What the project does with a node that has been onboarded. Valid for every machine of the project. */
const provisioningPolicy = z
  .object({
    /** Installs `defaultOs` by itself; otherwise a person, or a create with an OS profile, has to say what. */
    autoProvision: z.boolean(),
    /** Resource id of the OS image that is installed by itself. */
    defaultOs: z.string().nullable(),
    /** Its profile; null also if the image no longer exists. */
    defaultProfile: z.string().nullable(),
    /** Resource id of the local account that installed systems get. */
    defaultLocalAccount: z.string().nullable(),
    /** The security feature of the image is enforced. */
    enforcesSecurity: z.boolean(),
  })
  .meta({ id: 'ProvisioningPolicy' });
export type ProvisioningPolicy = z.infer<typeof provisioningPolicy>;

/** Nothing happens by itself: no node would be provisioned unless its create says what to install. */
export const provisionsByItself = ({ autoProvision, defaultProfile }: ProvisioningPolicy): boolean =>
  autoProvision && defaultProfile !== null;

export const orchestratorCatalogue = z
  .object({ profiles: z.array(osProfile), policy: provisioningPolicy })
  .meta({ id: 'OrchestratorCatalogue' });
export type OrchestratorCatalogue = z.infer<typeof orchestratorCatalogue>;

const changes = z.strictObject({
  autoProvision: z.boolean().optional(),
  /** Name of an OS profile; its newest image becomes the default. */
  defaultProfile: z.string().min(1).max(128).optional(),
});

const changesSomething = ({ autoProvision, defaultProfile }: z.infer<typeof changes>): boolean =>
  autoProvision !== undefined || defaultProfile !== undefined;

export const policyChange = changes.refine(changesSomething, 'say what to change');
export type PolicyChange = z.infer<typeof policyChange>;

export const policyRequest = changes
  .extend({
    /** The name of the orchestrator: the change is for every machine of the project. */
    confirm: z.string().max(100),
  })
  .refine(changesSomething, 'say what to change')
  .meta({ id: 'PolicyRequest' });
export type PolicyRequest = z.infer<typeof policyRequest>;
