import { isDeepStrictEqual } from 'node:util';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OrchestratorKind } from '../../../lib/contract/orchestrator.ts';
import type { Template, TemplateDefinition } from '../../../lib/contract/template.ts';
import { kindsText } from '../../../lib/domain/template-facts.ts';
import type { OrchestratorStatus } from '../../orchestrator/api.ts';

export function unknownTemplate(
  name: string,
  version: number | undefined,
  known: readonly string[],
): ConsoleError {
  if (version !== undefined && known.includes(name)) {
    return new ConsoleError('not-found', `The template "${name}" has no version ${version}.`, {
      fix: `See its versions: ven template show ${name} --versions`,
    });
  }
  return new ConsoleError('not-found', `There is no template "${name}".`, {
    fix: `Known are: ${known.join(', ')}.`,
  });
}

export function nameTaken(name: string): ConsoleError {
  const message = `There is a template "${name}" already.`;
  return new ConsoleError('conflict', message, {
    fix: 'Use another name, or edit that one if it is not a shipped one.',
    errors: [{ field: 'name', message }],
  });
}

export function shippedStays(name: string): ConsoleError {
  return new ConsoleError('conflict', `"${name}" came with the console and cannot be changed.`, {
    fix: `Clone it under another name and change the clone: ven template clone ${name} NEW`,
  });
}

/** Names who changed it, so that the two can talk. */
export function changedMeanwhile({ name, version, createdBy }: Template, basedOn: number): ConsoleError {
  const message = `"${name}" was changed meanwhile: ${createdBy} saved version ${version}, and this edit is based on version ${basedOn}.`;
  return new ConsoleError('conflict', message, {
    fix: `Look at what changed, put it together with your edit, and save that based on version ${version}.`,
    errors: [{ field: 'basedOn', message: `version ${version} is the latest` }],
  });
}

/** Names the properties that would change. */
export function wouldReplace(latest: Template, next: TemplateDefinition): ConsoleError {
  const before = new Map(Object.entries(latest));
  const changed = Object.entries(next).filter(([key, value]) => !isDeepStrictEqual(before.get(key), value));
  const properties = changed.map(([key]) => key).join(', ');
  return new ConsoleError(
    'conflict',
    `There is a template "${next.name}" already, which differs in: ${properties}.`,
    {
      fix: 'Import it with --replace as the next version, or give it another name in the file.',
      errors: [{ field: 'name', message: 'exists already, and differs' }],
    },
  );
}

const ONE: Readonly<Record<OrchestratorKind, string>> = {
  'edge-orchestrator': 'an Edge Orchestrator',
  'http-boot': 'an HTTP boot server',
  none: 'which boots nothing',
  simulator: 'the simulator',
};

/** `given`: the template that is not for the orchestrator, or the name of one that does not exist. */
export function notFor(
  { name, kind }: Pick<OrchestratorStatus, 'name' | 'kind'>,
  given: Template | string | undefined,
  fitting: readonly Template[],
): ConsoleError {
  const message =
    typeof given === 'object'
      ? `The template "${given.name}" is for ${kindsText(given.for)}, not for "${name}", ${ONE[kind]}.`
      : `There is no template ${given === undefined ? `for "${name}"` : `"${given}"`}.`;
  return new ConsoleError('invalid', message, {
    fix:
      fitting.length === 0
        ? `Add a template for ${kindsText([kind])}.`
        : `Choose one of: ${fitting.map((each) => each.name).join(', ')}.`,
    errors: [{ field: 'template', message }],
  });
}
