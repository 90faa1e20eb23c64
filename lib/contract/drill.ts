import { z } from 'zod';
import { CAUSES } from '../domain/diagnosis/causes.ts';
import { FAULT_KINDS } from '../domain/fault-kinds.ts';
import { stageName } from './boot.ts';
import { faultRequest } from './fault.ts';
import { amount, size } from './machine.ts';
import { flow } from './node.ts';
import { scenarioRequest } from './scenario.ts';

const line = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u, 'use one line of text');

/** A fault of the host, armed before the node is started; what is left out means what it means there. */
const faultStep = z
  .strictObject({
    fault: z.enum(FAULT_KINDS),
    ...{ rateKiBps: z.unknown(), lossPercent: z.unknown(), at: z.unknown(), seconds: z.unknown() },
  })
  .partial({ rateKiBps: true, lossPercent: true, at: true, seconds: true })
  .transform(({ fault, ...rest }, context) => {
    const parsed = faultRequest.safeParse({ kind: fault, ...rest });
    if (parsed.success) return { kind: 'fault' as const, fault: parsed.data };
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });

/** A mistake of the simulator, for this node alone, or for all that come from an address. */
const scenarioStep = z
  .strictObject({
    scenario: scenarioRequest.shape.name,
    parameters: scenarioRequest.shape.parameters,
    /** For what happens before a node has told its serial number; wildcards are * and ?. */
    address: scenarioRequest.shape.address,
  })
  .transform(({ scenario, ...rest }) => ({
    kind: 'scenario' as const,
    scenario: { name: scenario, ...rest },
  }));

const step = z.unknown().transform((input, context) => {
  const isScenario = typeof input === 'object' && input !== null && 'scenario' in input;
  const parsed = isScenario ? scenarioStep.safeParse(input) : faultStep.safeParse(input);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** How the boot is to end. */
const expected = z
  .strictObject({
    end: z.enum(['ready', 'failed', 'timed-out']),
    /** In which it fails, or is given up. */
    stage: stageName.optional(),
    /** Of the verdict. */
    cause: z.enum(CAUSES).optional(),
  })
  .refine(({ end, stage, cause }) => end !== 'ready' || (stage === undefined && cause === undefined), {
    message: 'leave stage and cause out: a boot that becomes ready has none',
  });

/** A boot with faults on purpose, and how it has to end. */
export const drill = z.strictObject({
  name: line,
  /** What it shows, for people. */
  about: z.string().max(2000).optional(),
  template: z.string().max(100).optional(),
  orchestrator: z.string().max(100).optional(),
  host: z.string().max(100).optional(),
  flow: flow.optional(),
  vcpus: size.vcpus.optional(),
  memoryMiB: size.memoryMiB.optional(),
  diskGiB: size.diskGiB.optional(),
  steps: z.array(step).max(20, 'use at most 20').default([]),
  expect: expected,
  /** Seconds from the power-on to the end. */
  limit: amount(1, 86_400).default(1800),
});
export type Drill = z.output<typeof drill>;
