import { type Observation, TEXT_MAX } from '../../contract/diagnosis.ts';
import type { Finding } from './findings.ts';
import { sourceOf, type Topic } from './topics.ts';

type Details = Partial<Pick<Observation, 'basis' | 'fix' | 'evidence' | 'repair' | 'change'>>;

const cut = (text: string): string => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text);

function observation(
  topic: Topic,
  outcome: Observation['outcome'],
  finding: Finding | null,
  text: string,
  { basis = 'confirmed', fix = '', evidence = null, repair = null, change = null }: Details = {},
): Observation {
  const place = evidence === null ? null : { ...evidence, line: cut(evidence.line) };
  return {
    ...{ topic, source: sourceOf(topic), outcome, basis, finding, text: cut(text), fix: cut(fix) },
    ...{ evidence: place, repair, change },
  };
}

export const problem = (
  topic: Topic,
  finding: Finding | null,
  text: string,
  details?: Details,
): Observation => observation(topic, 'problem', finding, text, details);

export const fine = (topic: Topic, text: string, finding: Finding | null = null, details?: Details) =>
  observation(topic, 'fine', finding, text, details);

/** `why`: a sentence. */
export const unchecked = (topic: Topic, why: string): Observation =>
  observation(topic, 'unchecked', null, why);
