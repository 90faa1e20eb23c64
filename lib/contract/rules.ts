import { z } from 'zod';
import { FAILURE_CLASSES } from '../domain/stages.ts';
import { stageName } from './boot.ts';
import { ruleFile, ruleName } from './rule-file.ts';

/** Of a rule file's text. */
export const RULE_SOURCE_BYTES = 200 * 1024;

const source = z
  .string()
  .min(1, 'the file is empty')
  .max(RULE_SOURCE_BYTES, `use at most ${RULE_SOURCE_BYTES / 1024} KiB`)
  .meta({ description: 'The file, as YAML or JSON' });

/** What is wrong with a rule file: a field of it, such as `rules.2.shape`, and what to do. */
const ruleProblem = z.object({ field: z.string(), message: z.string() }).meta({ id: 'RuleProblem' });
export type RuleProblem = z.infer<typeof ruleProblem>;

/** A file of rules: one that came with the console, or one's own. */
const ruleFileEntry = z
  .object({
    name: ruleName,
    shipped: z.boolean(),
    title: z.string(),
    about: z.string().nullable(),
    rules: z.int(),
    samples: z.int(),
    /** Of the text; an edit says which one it is based on. */
    revision: z.string(),
    /** A file with problems is not used. */
    problems: z.array(ruleProblem),
  })
  .meta({ id: 'RuleFileEntry' });
export type RuleFileEntry = z.infer<typeof ruleFileEntry>;

export const ruleFileList = z.object({ files: z.array(ruleFileEntry) });

export const ruleFileDetail = ruleFileEntry
  .extend({
    source: z.string(),
    /** Null if it cannot be read. */
    content: ruleFile.nullable(),
  })
  .meta({ id: 'RuleFileDetail' });
export type RuleFileDetail = z.infer<typeof ruleFileDetail>;

export const ruleFileSave = z.strictObject({
  source,
  /** Null: a new file. */
  basedOn: z.string().max(64).nullable(),
});
export type RuleFileSave = z.infer<typeof ruleFileSave>;

export const ruleDraft = z.strictObject({ source });
export const ruleProblems = z.object({ problems: z.array(ruleProblem) });

export const ruleTestRequest = z.strictObject({
  source: source.optional().meta({ description: 'A draft; without one, all files are tested' }),
});

const ruleTestResult = z
  .object({
    file: z.string(),
    sample: z.string(),
    /** What came out other than the sample says; empty: passed. */
    problems: z.array(z.string()),
  })
  .meta({ id: 'RuleTestResult' });
export type RuleTestResult = z.infer<typeof ruleTestResult>;
export const ruleTestResults = z.object({ results: z.array(ruleTestResult) });

export const explainRequest = z
  .strictObject({
    text: z.string().max(RULE_SOURCE_BYTES).optional().meta({ description: 'What a port printed' }),
    node: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'In place of a text: a node, by name or id' }),
    boot: z.int().min(1).optional().meta({ description: 'Of the node; the latest one without it' }),
    port: z
      .int()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: 'Of the text (0), or only this one of the node' }),
    from: stageName.optional().meta({ description: 'The stage in which the text begins' }),
    for: z.enum(['onboarding', 'direct']).optional(),
    osProfile: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'What is installed on the node of the text; of a node, its own' }),
    release: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .meta({ description: 'Of the orchestrator; of a node, that of its own' }),
    source: source.optional().meta({ description: 'A draft of a rule file, tried before all others' }),
  })
  .refine(({ text, node }) => (text === undefined) !== (node === undefined), 'give either a text or a node');
export type ExplainRequest = z.infer<typeof explainRequest>;

const found = z.object({ line: z.string(), offset: z.int(), port: z.int() });
const explainedFailure = found.extend({
  class: z.enum(FAILURE_CLASSES),
  cause: z.string(),
  fix: z.string(),
  /** The rule that names it. */
  rule: z.string().nullable(),
});

export const explanation = z
  .object({
    stages: z.array(found.extend({ stage: stageName })),
    stage: stageName,
    /** After all time-outs that the text leaves open. */
    failure: explainedFailure.nullable(),
    /** Every line that a rule took for a failure, or for what explains one. */
    suspects: z.array(explainedFailure),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanation>;
