import type { Orchestrator } from '../../lib/contract/orchestrator.ts';

export const KIND_TITLES: Readonly<Record<Orchestrator['kind'], string>> = {
  'edge-orchestrator': 'Edge Orchestrator',
  simulator: 'Built-in simulator',
  'http-boot': 'HTTP boot server',
  none: 'No orchestrator',
};

export const STATE_WORDS: Readonly<Record<Orchestrator['state'], string>> = {
  starting: 'starting',
  ok: 'ready',
  unreachable: 'unreachable',
  refused: 'access denied',
};

export const editPath = (name: string): string => `/orchestrators/${encodeURIComponent(name)}/edit`;
export const hostsPath = (name: string): string => `/orchestrators/${encodeURIComponent(name)}/hosts`;
export const ADD_PATH = '/orchestrators/new';

/** Whether it has a project with hosts of its own. */
export const hasProject = ({ kind }: Pick<Orchestrator, 'kind'>): boolean =>
  kind === 'edge-orchestrator' || kind === 'simulator';
