import { z } from 'zod';
import { parsePattern, PatternError } from '../domain/recogniser/pattern/parse.ts';
import { compiled } from '../domain/recogniser/pattern/program.ts';
import { FAILURE_CLASSES } from '../domain/stages.ts';
import { stageName } from './boot.ts';

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Of a file, a rule, a mark. */
export const ruleName = z
  .string()
  .regex(NAME, 'use lower-case letters, digits and single hyphens, such as "grub-rescue"')
  .max(60, 'use at most 60 characters');

const oneLine = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'use one line without control characters');
const sentence = oneLine.trim().min(3, 'write a sentence').max(600, 'use at most 600 characters');

const pattern = z
  .string()
  .min(1, 'write a pattern, or leave it out')
  .max(400, 'use at most 400 characters')
  .superRefine((source, context) => {
    const wrong = patternProblem(source);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  });

/** What is wrong with a pattern; null: nothing. */
function patternProblem(source: string): string | null {
  try {
    compiled(parsePattern(source));
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

/** How close a line is to the cause, from far to close. */
export const RANKS = ['consequence', 'symptom', 'cause'] as const;

/** What the console can do about a failure itself. */
export const RULE_ACTIONS = ['reset', 'power-cycle', 'repair', 'register'] as const;

const ruleFailure = z
  .strictObject({
    class: z.enum(FAILURE_CLASSES),
    cause: sentence.meta({ description: '`$1` stands for what the first group of `shape` matches' }),
    fix: sentence,
    severity: z.enum(['final', 'suspected', 'explains']).meta({
      description:
        '`final`: the boot has failed. `suspected`: it has, unless something moves within `grace` seconds. `explains`: no failure by itself; it becomes the cause of one that follows',
    }),
    grace: z.int().min(1, 'use 1 to 3600 seconds').max(3600, 'use 1 to 3600 seconds').optional(),
    rank: z.enum(RANKS).meta({
      description: 'How close the line is to the cause; the closest one is told',
    }),
    stopsAt: z
      .enum(['ipxe', 'uefi-shell'])
      .optional()
      .meta({ description: 'The machine waits at this prompt; recovery rules may reset it' }),
    action: z.enum(RULE_ACTIONS).optional().meta({ description: 'What the console offers to do about it' }),
  })
  .superRefine(({ severity, grace }, context) => {
    if ((severity === 'suspected') === (grace !== undefined)) return;
    const message =
      severity === 'suspected' ? 'say for how many seconds' : 'leave it out: only "suspected" has a grace';
    context.addIssue({ code: 'custom', path: ['grace'], message });
  });

export type RuleFailure = z.infer<typeof ruleFailure>;

/** The moments at which a rule is tried. */
export const WHENS = ['begins', 'contains', 'ends', 'percent', 'reset'] as const;

const osProfiles = z
  .array(
    z
      .string()
      .max(100, 'use at most 100 characters')
      .regex(
        /^[\w.*-]+$/,
        'use the name of an OS profile, such as "ubuntu-24.04-*"; * stands for any characters',
      ),
  )
  .min(1, 'name at least one, or leave it out')
  .max(16, 'use at most 16');

const releases = z
  .array(
    z
      .string('write it in quotes, such as "2026.1"')
      .regex(/^\d+(?:\.\d+){0,3}$/, 'use a release such as "2026.1", which 2026.1.3 is too'),
  )
  .min(1, 'name at least one, or leave it out')
  .max(16, 'use at most 16');

const marks = z.array(ruleName).min(1).max(8);

const ruleShape = z.strictObject({
  id: ruleName,
  note: sentence
    .optional()
    .meta({ description: 'For people: why the rule is as it is, or where its wording comes from' }),
  isOff: z
    .literal(true)
    .optional()
    .meta({ description: 'Switched off: it stays in the file and is not used' }),
  when: z.enum(WHENS).meta({
    description:
      '`begins`: as soon as the line begins with `text`. `contains`: when the line is complete. `ends`: as soon as the line ends with it (prompts). `percent`: when a percentage follows on a line with it. `reset`: when the firmware sets its terminal mode',
  }),
  text: z
    .string()
    .min(2, 'use 2 to 120 characters')
    .max(120, 'use 2 to 120 characters')
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'use one line without control characters'),
  shape: pattern.optional().meta({ description: 'The line has to match this pattern, too' }),
  unlike: pattern.optional().meta({ description: 'The line must not match this pattern' }),
  anyCase: z
    .literal(true)
    .optional()
    .meta({ description: 'Upper and lower case are the same; `text` is lower case' }),
  port: z.int().min(0).max(1).optional().meta({ description: 'Only on this serial port' }),
  for: z.enum(['onboarding', 'direct']).optional().meta({
    description: 'Only for nodes that an orchestrator takes in, or only for others',
  }),
  osProfiles: osProfiles.optional().meta({
    description:
      'Only for nodes on which the orchestrator installs one of these OS profiles; * stands for any characters',
  }),
  releases: releases.optional().meta({
    description:
      'Only for nodes of an orchestrator that reports one of these releases, or a later one of the same series',
  }),
  basis: z.enum(['observed', 'confirmed', 'either']).optional().meta({
    description:
      'Whose words they are: serial output (`observed`, the default), the report of a failure by the orchestrator (`confirmed`), or either. Nothing that a guest prints is ever confirmed',
  }),
  from: stageName.optional().meta({ description: 'The earliest stage of the port' }),
  until: stageName.optional().meta({ description: 'The latest stage of the port' }),
  needs: ruleName.optional().meta({ description: 'Only after a rule has set this mark' }),
  unless: ruleName.optional(),
  sets: marks.optional(),
  clears: marks.optional(),
  isAlsoForUsers: z
    .literal(true)
    .optional()
    .meta({ description: 'Also while somebody is logged in on the port' }),
  stage: stageName.optional().meta({ description: 'The boot is in this stage now' }),
  progress: z
    .strictObject({
      total: z.int().min(1).max(10_000),
      text: sentence,
      isRetry: z.literal(true).optional(),
    })
    .optional()
    .meta({ description: 'The first group of `shape`, or the percentage, is the step' }),
  prompt: z.enum(['username', 'password', 'login']).optional(),
  isHarmless: z
    .literal(true)
    .optional()
    .meta({ description: 'The line means nothing, whatever rules after it say' }),
  recovers: z
    .enum(FAILURE_CLASSES)
    .optional()
    .meta({ description: 'A suspected failure of this class is over' }),
  failure: ruleFailure.optional(),
});

/** One rule of a file. */
export const rule = ruleShape.superRefine((one, context) => {
  for (const { path, message } of ruleProblems(one)) context.addIssue({ code: 'custom', path, message });
});

type RuleShape = z.infer<typeof ruleShape>;

const NO_ORCHESTRATOR = 'only nodes that an orchestrator takes in have one: leave out "for"';

/** What the parts of a rule have to do with each other. */
function ruleProblems(one: RuleShape): { path: string[]; message: string }[] {
  const { when, text, shape, anyCase, progress, failure } = one;
  const hasGroup = shape !== undefined && /(?<!\\)\((?!\?)/.test(shape);
  const does = ['stage', 'failure', 'prompt', 'isHarmless', 'recovers', 'sets', 'clears'] as const;
  const checks: [isWrong: boolean, field: keyof RuleShape, message: string][] = [
    [
      does.every((part) => one[part] === undefined),
      'id',
      `the rule does nothing: add one of ${does.join(', ')}`,
    ],
    [anyCase === true && text !== text.toLowerCase(), 'text', 'write it in lower case, because of "anyCase"'],
    [
      anyCase === true && when !== 'contains' && when !== 'ends',
      'anyCase',
      'only "contains" and "ends" have it',
    ],
    [when === 'contains' && text.trim().length < 3, 'text', 'use at least 3 characters that are no spaces'],
    [
      (when === 'reset' || when === 'percent' || when === 'begins') && shape !== undefined,
      'shape',
      `"${when}" has none`,
    ],
    [one.for === 'direct' && one.osProfiles !== undefined, 'osProfiles', NO_ORCHESTRATOR],
    [one.for === 'direct' && one.releases !== undefined, 'releases', NO_ORCHESTRATOR],
    [progress !== undefined && one.stage === undefined, 'progress', 'say in which "stage"'],
    [
      progress !== undefined && when !== 'percent' && !hasGroup,
      'shape',
      'progress needs a group, such as (\\d+)',
    ],
    [failure?.cause.includes('$1') === true && !hasGroup, 'failure', '"$1" needs a group in "shape"'],
    [
      one.basis !== undefined && one.basis !== 'observed' && failure === undefined,
      'basis',
      'reports of the orchestrator can only explain a failure',
    ],
    [
      one.prompt !== undefined && when !== 'ends' && when !== 'begins',
      'when',
      'a prompt "begins" or "ends" a line',
    ],
  ];
  return checks.flatMap(([isWrong, field, message]) => (isWrong ? [{ path: [field], message }] : []));
}
export type Rule = z.infer<typeof rule>;

/** "Log in → stages and causes out": what a text has to be taken for. */
const ruleSample = z.strictObject({
  name: sentence,
  /** The lines; a prompt at the end has no line end. */
  log: z.array(z.string().max(2000)).min(1).max(400),
  port: z.int().min(0).max(1).default(0),
  /** The stage in which the text begins. */
  from: stageName.optional(),
  for: z.enum(['onboarding', 'direct']).default('onboarding'),
  /** What is installed on its node, and by which release of the orchestrator; left out: not known. */
  osProfile: z.string().min(1).max(100).optional(),
  release: z.string('write it in quotes, such as "2026.1"').min(1).max(60).optional(),
  /** The stages that the text shows, in order; left out: any. */
  stages: z.array(stageName).optional(),
  /** The rule that names the cause; null: no failure. */
  failure: ruleName.nullable(),
  /** A part of the cause. */
  cause: z.string().optional(),
});
export type RuleSample = z.infer<typeof ruleSample>;

const RULES_MAX = 300;

export const ruleFile = z
  .strictObject({
    format: z.literal(1, 'this version reads format 1'),
    title: sentence.max(80, 'use at most 80 characters'),
    about: sentence.optional(),
    /** The programs that print these texts, and where in them. */
    sources: z.array(sentence).max(40).optional(),
    rules: z.array(rule).min(1, 'write at least one rule').max(RULES_MAX, `use at most ${RULES_MAX} rules`),
    samples: z.array(ruleSample).max(RULES_MAX).default([]),
  })
  .superRefine(({ rules }, context) => {
    for (const [index, { id }] of rules.entries()) {
      if (rules.findIndex((other) => other.id === id) < index)
        context.addIssue({
          code: 'custom',
          path: ['rules', index, 'id'],
          message: 'another rule has this id',
        });
    }
  })
  .meta({ id: 'RuleFile' });
export type RuleFile = z.infer<typeof ruleFile>;
