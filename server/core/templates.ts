import { ConsoleError } from '../../lib/contract/error.ts';
import { type Template } from '../../lib/contract/host.ts';
import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';

const SMALL = { vcpus: 2, memoryMiB: 2048, diskGiB: 16, machine: DEFAULT_MACHINE } as const;

export const TEMPLATES: readonly Template[] = [
  {
    name: 'ubuntu',
    title: 'Ubuntu',
    description: 'The OS that the orchestrator installs by default; prints on both serial ports.',
    osProfile: null,
    flow: 'nio',
    bootMethod: 'uefi-http',
    ...SMALL,
  },
  {
    name: 'microvisor',
    title: 'Edge Microvisor Toolkit',
    description: 'Immutable OS; silent on the serial ports once its kernel runs.',
    osProfile: 'microvisor-standalone',
    flow: 'nio',
    bootMethod: 'uefi-http',
    ...SMALL,
  },
];

export function templateNamed(name: string): Template {
  const template = TEMPLATES.find((candidate) => candidate.name === name);
  if (template !== undefined) return template;
  const names = TEMPLATES.map((candidate) => candidate.name).join(', ');
  throw new ConsoleError('invalid', `There is no template "${name}".`, {
    fix: `Choose one of: ${names}.`,
    errors: [{ field: 'template', message: `There is no template "${name}".` }],
  });
}

/**
 * An orchestrator onboards a node that presents credentials and at once installs its default OS. A node registered
 * ahead, to choose its OS, would wait for its release and never ask for credentials.
 */
export function requireChoice({ name, title, osProfile }: Template, flow: Template['flow']): void {
  if (osProfile === null || flow !== 'io') return;
  const message = `${title} cannot be chosen for nodes that are onboarded interactively: they get the orchestrator’s default OS.`;
  throw new ConsoleError('invalid', message, {
    fix: `Use the non-interactive flow (nio) with "${name}", or a template that takes the default OS.`,
    errors: [{ field: 'flow', message }],
  });
}
