import { z } from 'zod';
import { moment } from './boot.ts';
import { hostDetailsChanges } from './host-details.ts';
import { hostLabels } from './host-settings.ts';
import { amount, DEFAULT_MACHINE, machine, size, templateMachine } from './machine.ts';
import { bootSource, DEFAULT_BOOT_SOURCE } from './boot-source.ts';
import { flow } from './node.ts';
import { checkpointStage } from './checkpoint.ts';
import { diskPool, nodeNetwork, OWN_NETWORK } from './node-network.ts';
import { orchestratorKind } from './orchestrator.ts';
import { readyRule } from './ready-rule.ts';
import { NO_RECOVERY, recoveryRules } from './recovery-rules.ts';

/** Nodes are named after it; the longest leaves room for `-99999`. */
const templateName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,39}$/,
    'use 1 to 40 lower-case letters, digits, "." or "-", beginning with a letter or digit',
  );

const oneLine = (most: number) =>
  z
    .string()
    .max(most, `use at most ${most} characters`)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'use a single line');

/**
 * What a template says about its nodes. A field that is added here needs a default that keeps what nodes were before:
 * stored and exported templates do not have it.
 */
const content = {
  title: oneLine(60).min(1, 'enter a title'),
  description: oneLine(300).default(''),
  /** Kinds of orchestrators that its nodes can be onboarded to. */
  for: z
    .array(orchestratorKind)
    .min(1, 'choose at least one kind of orchestrator')
    .max(orchestratorKind.options.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'name each kind once'),
  /** Name of the orchestrator's OS profile; null selects its default. */
  osProfile: oneLine(100).min(1).nullable().default(null),
  flow: flow.default('nio'),
  bootSource: bootSource.default(DEFAULT_BOOT_SOURCE),
  ...size,
  machine: templateMachine.default(DEFAULT_MACHINE),
  /** Site, metadata, local account … of its nodes’ hosts, where they differ from the orchestrator’s settings. */
  details: hostDetailsChanges.default({}),
  /** Null: the orchestrator says so; without one, a login prompt does. */
  ready: readyRule.nullable().default(null),
  recovery: recoveryRules.default(NO_RECOVERY),
  /** The stage at whose beginning a checkpoint of each node is made; null for none. */
  checkpointAt: checkpointStage.nullable().default(null),
  /** After so many failures no further node of a run begins to boot; null: a run goes on. */
  stopAfter: amount(1, 50).nullable().default(null),
  network: nodeNetwork.default(OWN_NETWORK),
  pool: diskPool.default(null),
  /** What a host needs to have to be chosen for its nodes. */
  hostLabels: hostLabels.default([]),
};

/** What is stored as a version, and was valid when it was stored. Fields that this version does not know are ignored. */
export const templateDefinition = z.object({ name: z.string(), ...content, machine });
export type TemplateDefinition = z.infer<typeof templateDefinition>;

/** A template to add, or its next version. Unlike a stored one, it may contain nothing unknown. */
const written = z.strictObject({ name: templateName, ...content });

/** Rules that concern several fields. */
function checkTogether({ flow: how, osProfile }: z.infer<typeof written>, context: z.RefinementCtx): void {
  if (how !== 'io' || osProfile === null) return;
  context.addIssue({
    code: 'custom',
    path: ['osProfile'],
    message: 'interactive onboarding installs the orchestrator’s default OS: leave out the OS profile',
  });
}

export const templateRequest = written.superRefine(checkTogether).meta({ id: 'TemplateRequest' });
export type TemplateRequest = z.infer<typeof templateRequest>;
export type TemplateInput = z.input<typeof templateRequest>;

export const templateEdit = written
  .extend({
    /** The version that was edited. If it is not the latest any more, somebody else's edit would be lost. */
    basedOn: z.int().min(1),
  })
  .superRefine(checkTogether)
  .meta({ id: 'TemplateEdit' });
export type TemplateEdit = z.infer<typeof templateEdit>;
export type TemplateEditInput = z.input<typeof templateEdit>;

/** A template as YAML, from a file. */
export const templateImport = z
  .strictObject({
    yaml: z.string(),
    /** The latest version of a template that the file may replace. Without it, one that differs is a conflict. */
    basedOn: z.int().min(1).optional(),
  })
  .meta({ id: 'TemplateImport' });
export type TemplateImport = z.infer<typeof templateImport>;

/** One version of a template. */
export const template = templateDefinition
  .extend({
    version: z.int(),
    /** Came with the console: it can be cloned, but not edited or removed. */
    shipped: z.boolean(),
    /** Of this version. */
    createdAt: moment,
    createdBy: z.string(),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof template>;

/** It was removed; its name is free again. */
export const templateRemoved = z.object({ name: z.string() });

/** What a template's file may have at most; far more than any has. */
export const TEMPLATE_FILE_BYTES = 64 * 1024;
