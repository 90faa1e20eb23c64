import { z } from 'zod';
import { globMatches } from './glob.ts';

/** Where a scenario takes effect, which determines how it can be limited. */
type Scope = 'tls' | 'boot' | 'onboarding' | 'provisioning' | 'agents' | 'api';

export interface ScenarioDefinition<P extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly scope: Scope;
  /** What happens, in one sentence. */
  readonly summary: string;
  /** The effect on the wire and on the console. */
  readonly seen: string;
  readonly parameters: P;
  /** Why the scenario, with these parameters, only takes effect before a node's serial number is known; null if it does not. */
  readonly beforeSerial?: (parameters: z.output<P>) => string | null;
}

function define<P extends z.ZodType>(definition: ScenarioDefinition<P>): ScenarioDefinition<P> {
  return definition;
}

const inHandshake = () => 'it takes effect in the TLS handshake, before a serial number is sent';
/** Loaded by the firmware, which does not identify itself. */
export const BOOT_PROGRAM = 'signed_ipxe.efi';
const LATER_FILES = ['boot.ipxe', 'vmlinuz-x86_64', 'initramfs-x86_64', 'ubuntu.raw.gz', 'microvisor.raw.gz'];
const firmwareOnly = ({ file }: { readonly file: string }): string | null =>
  globMatches(file, BOOT_PROGRAM) && !LATER_FILES.some((later) => globMatches(file, later))
    ? `firmware loads ${BOOT_PROGRAM} without sending a serial number`
    : null;

const none = z.strictObject({});
const count = z.coerce.number().int().min(1).max(1_000_000);
const seconds = z.coerce.number().min(0).max(86_400);

export const wrongCa = define({
  name: 'wrong-ca',
  scope: 'tls',
  summary: 'The server certificate is signed by a different CA from the one in Full_server.crt.',
  seen: 'The client aborts the handshake (some with the alert "unknown ca"); firmware prints "Could not retrieve NBP file size from HTTP server."',
  parameters: none,
  beforeSerial: inHandshake,
});

export const expiredCertificate = define({
  name: 'expired-certificate',
  scope: 'tls',
  summary: 'The server certificate expired a year ago.',
  seen: 'API clients reject it. OVMF does not check dates and boots anyway.',
  parameters: none,
  beforeSerial: inHandshake,
});

export const unknownName = define({
  name: 'unknown-name',
  scope: 'tls',
  summary: 'The server certificate is for another host name.',
  seen: 'The client aborts the handshake; firmware as with wrong-ca.',
  parameters: none,
  beforeSerial: inHandshake,
});

export const nbpMissing = define({
  name: 'nbp-missing',
  scope: 'boot',
  summary: 'The boot program does not exist.',
  seen: '404 for signed_ipxe.efi; firmware prints "Could not retrieve NBP file size from HTTP server."',
  parameters: none,
  beforeSerial: () => firmwareOnly({ file: BOOT_PROGRAM }),
});

export const slowDownload = define({
  name: 'slow-download',
  scope: 'boot',
  summary: 'Downloads are slow.',
  seen: 'Boot files and images are sent at the given number of KiB per second.',
  parameters: z.strictObject({
    kibps: z.coerce.number().min(1).max(1_000_000).default(256),
    file: z.string().default('*'),
  }),
  beforeSerial: firmwareOnly,
});

export const brokenDownload = define({
  name: 'broken-download',
  scope: 'boot',
  summary: 'The connection breaks in the middle of a file.',
  seen: 'Normal Content-Length, but the connection is reset after the given percentage of the file.',
  parameters: z.strictObject({
    percent: z.coerce.number().min(0).max(99).default(50),
    file: z.string().default('*'),
    times: count.optional(),
  }),
  beforeSerial: firmwareOnly,
});

export const ipxeRetries = define({
  name: 'ipxe-retries',
  scope: 'boot',
  summary: 'The micro-OS kernel cannot be fetched; after six failures iPXE gives up.',
  seen: '503 for vmlinuz-x86_64, "RETRY NO n" on the console; from 6 times on "Could not load resources…" and the iPXE shell.',
  parameters: z.strictObject({ times: count.default(6) }),
});

export const wrongPassword = define({
  name: 'wrong-password',
  scope: 'onboarding',
  summary: "The onboarding user's password is rejected.",
  seen: '401 invalid_grant for the onboarding account; the prompt says "Incorrect username and password provided."',
  parameters: none,
});

export const latePrompt = define({
  name: 'late-prompt',
  scope: 'onboarding',
  summary: 'The credential prompt appears late.',
  seen: 'sim.prompt_delay on the kernel command line; the prompt is delayed by that time.',
  parameters: z.strictObject({ seconds: seconds.default(60) }),
});

export const unknownDevice = define({
  name: 'unknown-device',
  scope: 'onboarding',
  summary: 'The orchestrator does not know the device, registered or not.',
  seen: 'NotFound "Device not found"; the node falls back to the credential prompt.',
  parameters: none,
});

export const serialMismatch = define({
  name: 'serial-mismatch',
  scope: 'onboarding',
  summary: 'The device reports a wrong serial number.',
  seen: 'Handled as if the serial number were different: NotFound, registrationStatus "…mismatch of Serial Number…" ERROR on the host with that UUID.',
  parameters: z.strictObject({
    reported: z
      .string()
      .regex(/^[A-Za-z0-9]{5,20}$/)
      .default('MISMATCH01'),
  }),
});

export const uuidMismatch = define({
  name: 'uuid-mismatch',
  scope: 'onboarding',
  summary: 'The device reports a wrong UUID.',
  seen: 'Handled as if the UUID were different: NotFound, registrationStatus "…mismatch of UUID…" ERROR on the host with that serial number.',
  parameters: z.strictObject({ reported: z.uuid().default('deadbeef-0000-4000-8000-000000000000') }),
});

export const alreadyOnboarded = define({
  name: 'already-onboarded',
  scope: 'onboarding',
  summary: 'The orchestrator considers the device already onboarded.',
  seen: 'FailedPrecondition "Node is already HOST_STATE_ONBOARDED"; fatal and silent on the console.',
  parameters: none,
});

export const autoProvisionOff = define({
  name: 'auto-provision-off',
  scope: 'onboarding',
  summary: 'Onboarding creates no instance, regardless of the provider.',
  seen: 'The host stays "Onboarded" without an instance; the node waits silently in the micro-OS.',
  parameters: none,
});

export const secureBootMismatch = define({
  name: 'secure-boot-mismatch',
  scope: 'provisioning',
  summary: 'The workflow expects Secure Boot, but the node does not have it.',
  seen: '"Secure Boot Status MISMATCH" on all terminals; "Provisioning Failed: 1/n: Verifying Secure Boot settings failed…".',
  parameters: z.strictObject({ expected: z.enum(['on', 'off']).default('on') }),
});

export const stepFailure = define({
  name: 'step-failure',
  scope: 'provisioning',
  summary: 'A workflow action fails.',
  seen: 'Nothing on the console; "Provisioning Failed: step/n: … failed: message".',
  parameters: z.strictObject({
    step: z.coerce.number().int().min(1).max(20).default(5),
    message: z.string().min(1).max(200).default('command exited with status 1'),
  }),
});

export const diskTooSmall = define({
  name: 'disk-too-small',
  scope: 'provisioning',
  summary: "The image is larger than the node's disk.",
  seen: 'image_bytes is larger than any disk, and the step fails; "Provisioning Failed: 3/n: Streaming OS image failed: … no space left on device".',
  parameters: z.strictObject({ bytes: z.coerce.number().int().min(1).default(1_125_899_906_842_624) }),
});

export const imageChecksum = define({
  name: 'image-checksum',
  scope: 'provisioning',
  summary: 'The streamed image does not match the OS profile.',
  seen: 'A wrong sha256; "Provisioning Failed: 3/n: Streaming OS image failed: SHA256 MISMATCH".',
  parameters: none,
});

export const osSilent = define({
  name: 'os-silent',
  scope: 'provisioning',
  summary: 'The installed OS prints nothing on the serial ports, as Edge Microvisor Toolkit does.',
  seen: 'image_url is microvisor.raw.gz, regardless of the OS profile; the serial ports are silent after the boot loader.',
  parameters: none,
});

export const agentsNeverCall = define({
  name: 'agents-never-call',
  scope: 'agents',
  summary: 'The installed OS starts, but its agents never report.',
  seen: 'No heartbeats (the period is a day), and 503 if one arrives; hostStatus stays "Rebooting", instanceStatus "Not Installed".',
  parameters: none,
});

export const heartbeatStops = define({
  name: 'heartbeat-stops',
  scope: 'agents',
  summary: 'The agents report for a while and then stop.',
  seen: '503 after that many heartbeats; after three missed periods, hostStatus "No Connection" ERROR.',
  parameters: z.strictObject({ after: count.default(3) }),
});

const limited = { times: count.optional(), path: z.string().default('*') };

export const tooManyRequests = define({
  name: 'too-many-requests',
  scope: 'api',
  summary: 'The rate limiter rejects requests.',
  seen: '429 with the body null, as from the orchestrator.',
  parameters: z.strictObject(limited),
});

export const tokenExpiry = define({
  name: 'token-expiry',
  scope: 'api',
  summary: 'Access tokens expire quickly, including those already issued.',
  seen: 'expires_in as given; afterwards 401 {"message":"Unauthorized"}.',
  parameters: z.strictObject({ seconds: seconds.default(5) }),
});

export const serverError = define({
  name: 'server-error',
  scope: 'api',
  summary: 'The orchestrator fails.',
  seen: 'The given status (500, 502, 503 or 504) with an HTML page, as from a proxy in front of a dead service.',
  parameters: z.strictObject({
    status: z.coerce
      .number()
      .pipe(z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]))
      .default(503),
    ...limited,
  }),
});

export const slowAnswers = define({
  name: 'slow-answers',
  scope: 'api',
  summary: 'The orchestrator responds slowly.',
  seen: 'Responses after the given milliseconds; from 15000, 503 {"message":"request timeout"}.',
  parameters: z.strictObject({
    milliseconds: z.coerce.number().int().min(1).max(120_000).default(3_000),
    ...limited,
  }),
});

export const forbidden = define({
  name: 'forbidden',
  scope: 'api',
  summary: 'Rights are missing, as for some minutes after a key rotation.',
  seen: '403 {"message":"Forbidden"}.',
  parameters: z.strictObject(limited),
});

export const CATALOGUE: readonly ScenarioDefinition[] = [
  wrongCa,
  expiredCertificate,
  unknownName,
  nbpMissing,
  slowDownload,
  brokenDownload,
  ipxeRetries,
  wrongPassword,
  latePrompt,
  unknownDevice,
  serialMismatch,
  uuidMismatch,
  alreadyOnboarded,
  autoProvisionOff,
  secureBootMismatch,
  stepFailure,
  diskTooSmall,
  imageChecksum,
  osSilent,
  agentsNeverCall,
  heartbeatStops,
  tooManyRequests,
  tokenExpiry,
  serverError,
  slowAnswers,
  forbidden,
];
