import type { ReactNode } from 'react';
import type { TemplateDefinition } from '../../lib/contract/template.ts';
import { bootSourceFacts } from '../../lib/domain/boot-source-facts.ts';
import { memory } from '../../lib/domain/format.ts';
import { ruleText } from '../../lib/domain/checkpoint.ts';
import { hostDetailsFacts } from '../../lib/domain/host-details-facts.ts';
import { machineFacts } from '../../lib/domain/machine-facts.ts';
import { wishedPlacementFacts } from '../../lib/domain/network-facts.ts';
import { readyWhen } from '../../lib/domain/ready-facts.ts';
import { recoveryText } from '../../lib/domain/recovery.ts';
import { kindsText, reportedBy, stopText } from '../../lib/domain/template-facts.ts';

/** What tells templates apart. */
export const templateSummary = (template: TemplateDefinition): (readonly [string, ReactNode])[] => [
  ['Name', <code key="name">{template.name}</code>],
  ['For', kindsText(template.for)],
  ['OS profile', template.osProfile ?? 'the orchestrator’s default'],
  ['Machine', `${template.vcpus} vCPUs, ${memory(template.memoryMiB)}, ${template.diskGiB} GiB disk`],
];

/** Everything that a template says about its nodes. */
export const templateFacts = (template: TemplateDefinition): (readonly [string, ReactNode])[] => [
  ...templateSummary(template),
  ['Onboarding', template.flow === 'nio' ? 'non-interactive' : 'interactive'],
  ...bootSourceFacts(template.bootSource),
  ...machineFacts(template.machine),
  ...wishedPlacementFacts(template.network, template.pool),
  ...hostDetailsFacts(template.details),
  ['Ready when', readyWhen(template.ready, reportedBy(template.for))],
  ['Recovery', recoveryText(template.recovery)],
  ['Checkpoint', ruleText(template.checkpointAt)],
  ['Runs', stopText(template.stopAfter)],
];
