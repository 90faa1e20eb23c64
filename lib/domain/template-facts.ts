import type { OrchestratorKind } from '../contract/orchestrator.ts';
import { counted } from './format.ts';

/** Orchestrators of each kind, as people call them. */
const KIND_NAMES: Readonly<Record<OrchestratorKind, string>> = {
  'edge-orchestrator': 'Edge Orchestrators',
  'http-boot': 'HTTP boot servers',
  none: 'nodes without an orchestrator',
  simulator: 'the simulator',
};

export const kindsText = (kinds: readonly OrchestratorKind[]): string =>
  kinds.map((kind) => KIND_NAMES[kind]).join(' and ');

/** A node's template; the version is left out where it is not known. */
export const templateText = ({
  template,
  templateVersion,
}: {
  readonly template: string;
  readonly templateVersion: number | null;
}): string => (templateVersion === null ? template : `${template}, version ${templateVersion}`);

/** Whether orchestrators of these kinds have an API; undefined where some have and some do not. */
export function reportedBy(kinds: readonly OrchestratorKind[]): boolean | undefined {
  const reports = new Set(kinds.map((kind) => kind !== 'none' && kind !== 'http-boot'));
  return reports.size === 1 ? [...reports][0] : undefined;
}

/** What its runs do when nodes fail. */
export const stopText = (stopAfter: number | null): string =>
  stopAfter === null ? 'go on after failures' : `stop after ${counted(stopAfter, 'failure')}`;
