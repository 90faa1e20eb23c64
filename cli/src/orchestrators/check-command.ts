import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type CheckStep, fingerprint } from '../../../lib/contract/orchestrator-check.ts';
import type { OrchestratorDefinition, OrchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { CHECK_TITLES, type CheckStepId } from '../../../lib/domain/connection-check.ts';
import { addCommand } from '../command.ts';
import { printedSteps } from '../output/check-steps.ts';
import type { Output } from '../output/output.ts';
import { DEFINITION_FLAGS, definitionOptions, KINDS, requestOf } from './definition-options.ts';

export const fingerprintOptions = z.object({
  caFingerprint: fingerprint.optional(),
  bootCaFingerprint: fingerprint.optional(),
  secureBootFingerprint: fingerprint.optional(),
});
type FingerprintOptions = z.infer<typeof fingerprintOptions>;

export const FINGERPRINT_FLAGS = [
  [
    '--ca-fingerprint <sha256>',
    'trust the CA with this fingerprint, which the operator told you, instead of a file',
  ],
  ['--boot-ca-fingerprint <sha256>', 'the same for the CA that the firmware has to trust'],
  [
    '--secure-boot-fingerprint <sha256>',
    'the same for the key that the firmware has to accept with Secure Boot',
  ],
] as const;

/** Runs the check, and prints each step as it ends. */
function checkSteps(
  client: ConsoleClient,
  request: OrchestratorRequest,
  {
    caFingerprint: api,
    bootCaFingerprint: boot = api,
    secureBootFingerprint: secureBoot,
  }: FingerprintOptions,
  output: Pick<Output, 'progress'>,
): Promise<CheckStep[]> {
  return printedSteps(
    client.orchestrators.check(request, { fingerprints: { api, boot, secureBoot } }),
    CHECK_TITLES,
    output,
    correcting(request),
  );
}

/** The options of `edit` that correct what a step found. */
function correcting({ name, kind, settings }: OrchestratorRequest): Partial<Record<CheckStepId, string>> {
  const edit = (options: string): string => `ven orchestrator edit ${name} ${options}`;
  if (kind === 'http-boot') {
    return {
      names: edit('--host-entry NAME=ADDRESS'),
      connect: edit('--boot-url URL'),
      'boot-certificates': edit('--ca-file FILE'),
      'boot-program': edit('--boot-url URL'),
      'boot-script': edit('--script-url URL'),
    };
  }
  if (kind === 'none') return {};
  return {
    names: edit(`--host-entry "*.${settings.cluster}=ADDRESS"`),
    connect: edit('--service api=https://HOST:PORT --service keycloak=… --service boot=…'),
    certificates: edit('--ca-file FILE, or --ca-fingerprint SHA256'),
    token: edit('--api-user NAME'),
    project: edit('--project NAME'),
    onboarding: edit('--onboarding-user NAME'),
    'boot-certificates': edit('--boot-ca-file FILE, or --boot-ca-fingerprint SHA256'),
  };
}

const failureOf = (steps: readonly CheckStep[]): ConsoleError | undefined => {
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed === undefined) return undefined;
  return new ConsoleError('orchestrator-refused', failed.evidence, { fix: failed.fix });
};

/** The request with the certificates that have the given fingerprints. Throws when one of them was not presented. */
export async function withConfirmedAuthorities(
  client: ConsoleClient,
  request: OrchestratorRequest,
  given: FingerprintOptions,
  output: Pick<Output, 'progress'>,
): Promise<OrchestratorRequest> {
  const { caFingerprint, bootCaFingerprint, secureBootFingerprint } = given;
  const fingerprints = [caFingerprint, bootCaFingerprint, secureBootFingerprint];
  if (fingerprints.every((text) => text === undefined)) return request;
  if (request.kind !== 'edge-orchestrator') {
    throw new ConsoleError(
      'invalid',
      'A fingerprint confirms the certificates of an Edge Orchestrator only.',
      {
        fix: 'Give the certificate itself: --ca-file FILE, --secure-boot-cert-file FILE',
      },
    );
  }
  const steps = await checkSteps(client, request, given, output);
  const found = (id: CheckStep['id']) => steps.find((step) => step.id === id);
  const error = failureOf(steps.filter(({ id }) => CONFIRMING.includes(id)));
  if (error !== undefined) throw error;
  const apiAuthority = found('certificates')?.authority?.pem ?? request.settings.apiAuthority;
  const bootAuthority = found('boot-certificates')?.authority?.pem ?? request.settings.bootAuthority;
  const { secureBootCertificate: before } = request.settings;
  const secureBootCertificate =
    secureBootFingerprint === undefined ? before : secureBootKey(found('secure-boot'));
  return {
    ...request,
    settings: { ...request.settings, apiAuthority, bootAuthority, secureBootCertificate },
  };
}

const CONFIRMING: readonly CheckStep['id'][] = ['certificates', 'boot-certificates', 'secure-boot'];

function secureBootKey(step: CheckStep | undefined): string {
  if (step?.authority != null) return step.authority.pem;
  throw new ConsoleError(
    'orchestrator-refused',
    step?.evidence ?? 'The key for Secure Boot was not looked for.',
    {
      fix: 'Give the certificate itself: --secure-boot-cert-file FILE',
    },
  );
}

/** What is stored under that name; nothing while it was not added. */
async function storedOr(
  client: ConsoleClient,
  name: string,
  kind: (typeof KINDS)[number],
): Promise<Pick<OrchestratorDefinition, 'name' | 'kind' | 'settings' | 'secretsSet'>> {
  try {
    return await client.orchestrators.get(name);
  } catch (error) {
    if (!(error instanceof ConsoleError && error.code === 'not-found')) throw error;
    return { name, kind, settings: {}, secretsSet: [] };
  }
}

const options = definitionOptions.extend(fingerprintOptions.shape).extend({
  kind: z.enum(KINDS, `use ${KINDS.join(', ')}`).default('edge-orchestrator'),
});

export const addOrchestratorCheck = (group: Command): Command =>
  addCommand(group, {
    usage: 'check <name>',
    summary: 'try step by step whether an orchestrator can be used; changes nothing',
    flags: [
      ['--kind <kind>', `of one that was not added yet (default ${KINDS[0]})`],
      ...DEFINITION_FLAGS,
      ...FINGERPRINT_FLAGS,
    ],
    details: 'Options are tried instead of what is stored. Exit code 1: a step failed.',
    args: z.tuple([z.string()]),
    options,
    run: async ({ client, output }, [name], given) => {
      const request = await requestOf(await storedOr(client(), name, given.kind), given);
      const steps = await checkSteps(client(), request, given, output);
      const error = failureOf(steps);
      const text = error === undefined ? `${name} can be used.\n` : `${name} cannot be used yet.\n`;
      return { document: { name, steps }, text, error };
    },
  });
