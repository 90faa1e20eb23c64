import type { Artefacts } from '../boot/artefacts.ts';
import {
  diskTooSmall,
  agentsNeverCall,
  imageChecksum,
  osSilent,
  secureBootMismatch,
  stepFailure,
} from '../scenarios/catalogue.ts';
import type { Subject } from '../scenarios/scenarios.ts';
import type { Simulation } from '../simulation.ts';
import type { Host, Instance, Workflow } from '../state/schema.ts';
import { unsignedName } from '../secure-boot/signed-image.ts';
import { nodeClient } from '../identity/node-client.ts';

type Fields = Record<string, string | number | boolean>;

export interface Step {
  readonly host: Host;
  readonly instance: Instance;
  readonly workflow: Workflow;
  /** Counted from 1. */
  readonly index: number;
  readonly subject: Subject;
  /** How the node reaches the plain HTTP port. */
  readonly base: string;
}

/** The worker's next action with its parameters. */
export async function describeStep(simulation: Simulation, step: Step): Promise<Fields> {
  const { workflow, index, subject } = step;
  const name = workflow.actions[index - 1]?.name ?? '';
  const failure = simulation.scenarios.active(stepFailure, subject)?.parameters;
  return {
    state: 'action',
    workflow: workflow.id,
    index,
    total: workflow.actions.length,
    name,
    seconds: simulation.settings.stepSeconds,
    ...(failure?.step === index ? { fail: failure.message } : {}),
    ...(await details(simulation, step, name)),
  };
}

async function details(simulation: Simulation, step: Step, name: string): Promise<Fields> {
  switch (name) {
    case 'secure-boot-status-flag-read':
      return { secure_boot: expectedSecureBoot(simulation, step) };
    case 'stream-os-image':
      return imageFields(simulation, step);
    case 'cloud-init-ds-identity':
      return identityFields(simulation, step);
    case 'efibootset-for-diskboot':
      return {
        label: step.workflow.actions.some((action) => action.name === 'kernel-upgrade')
          ? 'ubuntu'
          : 'microvisor',
        ...(simulation.settings.strictness.deactivatesNetwork ? { network_boot: 'off' } : {}),
      };
    default:
      return {};
  }
}

function expectedSecureBoot(simulation: Simulation, { instance, subject }: Step): 'on' | 'off' {
  const forced = simulation.scenarios.active(secureBootMismatch, subject)?.parameters.expected;
  const isEncrypted = instance.securityFeature === 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION';
  return forced ?? (isEncrypted ? 'on' : 'off');
}

/** The real action's message. The guest's disk is large enough, so the simulator tells the worker to fail. */
const NO_SPACE = 'error writing bytes to disk [/dev/vda] -> write /dev/vda: no space left on device';

/** The simulator's own images are served here, whatever host name the profile has; other URLs are left as they are. */
async function imageFields(simulation: Simulation, { instance, subject, base }: Step): Promise<Fields> {
  const os = simulation.store.state.operatingSystems.find(
    (candidate) => candidate.resourceId === instance.osId,
  );
  const isSilent = simulation.scenarios.active(osSilent, subject) !== undefined;
  const own = isSilent ? 'microvisor.raw.gz' : ownImage(os?.imageUrl ?? '', simulation.artefacts);
  const image = own === undefined ? undefined : simulation.artefacts?.image(unsignedName(own));
  // Of the compressed file, as the orchestrator's own action computes it.
  const isOurs = own !== undefined && (isSilent || unsignedName(own) !== own);
  const sha256 = isOurs ? await checksumOf(simulation, own) : os?.sha256;
  const tooSmall = simulation.scenarios.active(diskTooSmall, subject)?.parameters;
  const isWrong = simulation.scenarios.active(imageChecksum, subject) !== undefined;
  return {
    image_url: own === undefined ? (os?.imageUrl ?? '') : `${base}/images/${own}`,
    sha256: isWrong ? 'f'.repeat(64) : (sha256 ?? ''),
    image_bytes: tooSmall?.bytes ?? image?.bytes ?? 0,
    ...(tooSmall === undefined ? {} : { fail: NO_SPACE }),
  };
}

async function checksumOf({ artefacts, signed }: Simulation, name: string): Promise<string | undefined> {
  const built = unsignedName(name);
  if (built === name || signed.files === undefined) return artefacts?.checksum(built);
  return (await signed.files.image(built)).etag;
}

function ownImage(url: string, artefacts: Artefacts | undefined): string | undefined {
  const name = /\/images\/([a-z-]+\.raw\.gz)$/.exec(url)?.[1];
  return name !== undefined && artefacts?.image(unsignedName(name)) !== undefined ? name : undefined;
}

/** In seconds. With a period of a day or more, an agent does not report at all. */
const NEVER = 86_400;

function identityFields(simulation: Simulation, { host, subject, base }: Step): Fields {
  const client = nodeClient(simulation.store, host.uuid);
  const isSilenced = simulation.scenarios.active(agentsNeverCall, subject) !== undefined;
  return {
    base,
    uuid: host.uuid,
    // The orchestrator uses the host's resource id as the node's host name.
    hostname: host.resourceId,
    client_id: client.clientId,
    client_secret: client.clientSecret,
    heartbeat: isSilenced ? NEVER : simulation.settings.heartbeatSeconds,
  };
}
