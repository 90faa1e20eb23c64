import type { FoundHostKey, HostCheckStep } from '../../../lib/contract/host-check.ts';
import type { HostRequest } from '../../../lib/contract/host-settings.ts';
import { HOST_STEP_TITLES, type HostStepId } from '../../../lib/domain/connection-check.ts';
import {
  type HostUri,
  hostUri,
  type LibvirtFacts,
  libvirtFacts,
  shownHostKeys,
  sshOptions,
  sshRefusal,
  sshRun,
} from '../../hypervisor/index.ts';
import { failed, ok, type Outcome, runSteps, skipped, type Step, warning } from '../../orchestrator/index.ts';

export interface HostCheckOptions {
  readonly request: HostRequest;
  /** With the keys of the request. */
  readonly knownHosts: string;
  /** Another host of this console that calls itself the same; null if there is none. */
  readonly namesake: (hostname: string, to: HostUri) => string | null;
  readonly signal: AbortSignal;
}

class HostCheck {
  readonly options: HostCheckOptions;
  readonly ssh: readonly string[];
  shown: readonly FoundHostKey[] = [];
  to: HostUri | undefined;
  facts: LibvirtFacts | undefined;

  constructor(options: HostCheckOptions) {
    this.options = options;
    this.ssh = sshOptions(options.knownHosts);
  }

  known(): { readonly to: HostUri; readonly facts: LibvirtFacts } {
    if (this.to === undefined || this.facts === undefined) throw new Error('steps in the wrong order');
    return { to: this.to, facts: this.facts };
  }
}

const overSsh = ({ to }: HostCheck): string | null =>
  to?.transport === 'ssh' ? null : 'the URI does not use SSH';

const STEPS: readonly Step<HostStepId, HostCheck>[] = [
  { id: 'uri', run: checkUri },
  { id: 'host-key', run: checkHostKey, after: ['uri'], missing: overSsh },
  { id: 'login', run: checkLogin, after: ['host-key'], missing: overSsh },
  { id: 'libvirt', run: checkLibvirt, after: ['uri'], unlessFailed: ['host-key', 'login'] },
  { id: 'identity', run: checkIdentity, after: ['libvirt'] },
  { id: 'firmware', run: checkFirmware, after: ['libvirt'] },
  { id: 'kvm', run: checkKvm, after: ['libvirt'] },
];

/** Tries step by step whether a host could be used; changes nothing, neither here nor there. */
export async function* checkHost(options: HostCheckOptions): AsyncGenerator<HostCheckStep, void> {
  const check = new HostCheck(options);
  for await (const step of runSteps(STEPS, check, { titles: HOST_STEP_TITLES, signal: options.signal })) {
    yield { ...step, hostKeys: step.id === 'host-key' && step.state === 'failed' ? [...check.shown] : [] };
  }
}

function checkUri(check: HostCheck): Outcome {
  const to = (check.to = hostUri(check.options.request.uri));
  if (to.path === '/session') {
    return warning(
      'A session of libvirt has no NAT networks, and its pool is elsewhere: no nodes are created there.',
      'Use /system for nodes.',
    );
  }
  const where =
    to.machine === null ? 'on this machine' : `on ${to.machine}, by ${to.transport.toUpperCase()}`;
  return ok(`libvirt ${where}.`);
}

async function checkHostKey(check: HostCheck): Promise<Outcome> {
  const { to, options, ssh } = check;
  if (to === undefined) return skipped('the URI is not known');
  // Without any way to log in, all that can succeed is the exchange of keys.
  const { code, stderr } = await sshRun(
    to,
    [...ssh, 'PreferredAuthentications=none'],
    'true',
    options.signal,
  );
  const refusal = code === 0 ? null : sshRefusal(stderr);
  if (refusal === null || refusal.kind === 'login') return ok('The key of the SSH server is a known one.');
  if (refusal.kind === 'unknown-key' || refusal.kind === 'changed-key')
    check.shown = await shownHostKeys(to, options.signal);
  const keys = check.shown.map(({ type, fingerprint }) => `${type} ${fingerprint}`).join(', ');
  if (refusal.kind === 'changed-key') {
    check.shown = [];
    return failed(`${sentence(refusal.message)} It shows ${keys}.`, refusal.fix, 'host-away');
  }
  if (refusal.kind !== 'unknown-key' || keys === '')
    return failed(sentence(refusal.message), refusal.fix, 'host-away');
  return failed(
    `Nobody has confirmed the key of this machine yet: ${keys}.`,
    'Compare it with what the machine says (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then confirm it.',
    'host-away',
  );
}

async function checkLogin({ to, options, ssh }: HostCheck): Promise<Outcome> {
  if (to === undefined) return skipped('the URI is not known');
  const { code, stderr } = await sshRun(to, ssh, 'true', options.signal);
  if (code === 0) return ok(`The console's user may log in${to.user === null ? '' : ` as ${to.user}`}.`);
  const refusal = sshRefusal(stderr);
  return refusal === null
    ? failed(
        `ssh ended: ${stderr.trim() || `exit code ${code ?? 'unknown'}`}`,
        'Try it with ssh on the console’s machine.',
        'host-away',
      )
    : failed(sentence(refusal.message), refusal.fix, 'host-away');
}

async function checkLibvirt(check: HostCheck): Promise<Outcome> {
  const { options, ssh: sshOptions, to } = check;
  const isLocal = to?.machine === null;
  const { uri } = options.request;
  check.facts = await libvirtFacts(uri, { sshOptions, isLocal, signal: options.signal });
  const { libvirt, hypervisor } = check.facts;
  return ok(`libvirt ${libvirt}${to?.driver === 'qemu' ? ` with QEMU ${hypervisor}` : ''}.`);
}

function checkIdentity(check: HostCheck): Outcome {
  const { to, facts } = check.known();
  const other = check.options.namesake(facts.hostname, to);
  if (other === null) return ok(`${facts.hostname}; no other host of this console is called that.`);
  return warning(
    `"${other}" calls itself ${facts.hostname}, too. If it is the same libvirt, its room is counted twice.`,
    `Use "${other}", or give the machines different names.`,
  );
}

function checkFirmware(check: HostCheck): Outcome {
  const { to, facts } = check.known();
  if (to.driver !== 'qemu') return skipped('only QEMU has firmware');
  const { firmware } = facts;
  return 'code' in firmware ? ok(firmware.code) : warning(sentence(firmware.missing), firmware.fix);
}

function checkKvm(check: HostCheck): Outcome {
  const { to, facts } = check.known();
  if (to.driver !== 'qemu') return skipped('only QEMU has KVM');
  if (facts.kvm)
    return ok('QEMU offers KVM; once the host was added, a test machine shows whether it works.');
  return warning(
    'QEMU offers no KVM there, so nodes boot several times slower.',
    'Switch virtualisation on in the firmware of the machine, and load the module kvm_intel or kvm_amd.',
  );
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
