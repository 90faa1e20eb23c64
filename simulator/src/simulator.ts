import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Heartbeats } from './agents/heartbeats.ts';
import { type Artefacts, readArtefacts } from './boot/artefacts.ts';
import { BootService } from './boot/service.ts';
import { type ListenerOptions, type Listeners, openListeners } from './http/listeners.ts';
import { openListenersWhenPossible } from './http/deferred-listeners.ts';
import { requestListener } from './http/listener.ts';
import { RequestLog } from './http/request-log.ts';
import { openSigningKey } from './identity/signing-key.ts';
import { Tokens } from './identity/tokens.ts';
import { reconcile } from './inventory/reconcile.ts';
import { expiredCertificate, unknownName, wrongCa } from './scenarios/catalogue.ts';
import { KnownNodes } from './scenarios/known-nodes.ts';
import { Scenarios } from './scenarios/scenarios.ts';
import { type Settings, type Simulation, subjectOf } from './simulation.ts';
import { Endpoint } from './state/endpoint.ts';
import { lockDirectory } from './state/lock.ts';
import type { Account, State } from './state/schema.ts';
import { KIND } from './strictness.ts';
import { newState, refreshImageChecksums } from './state/seed.ts';
import { openStore } from './state/store.ts';
import { type CertificateKind, openCertificates } from './tls/authority.ts';
import type { Names } from './tls/certificates.ts';
import { certificateNames } from './tls/names.ts';
import { expireActions } from './workflow/workflows.ts';
import { openSigned, type Signed } from './secure-boot/signed-files.ts';
import type { Peer } from './http/client.ts';

export interface SimulatorOptions extends Partial<Settings> {
  /** An address of this machine; 0.0.0.0 for all. */
  readonly listen: string;
  /** More addresses with the same ports; an address that does not exist yet is served as soon as it does. */
  readonly alsoListen?: readonly string[];
  /** Called with problems that arise at run time. */
  readonly warn?: (text: string) => void;
  /** 0: any free port. */
  readonly httpPort?: number;
  readonly httpsPort?: number;
  readonly stateDirectory: string;
  /** The artefact builder's output; without it there are no boot files or images. */
  readonly artefactDirectory?: string | undefined;
  /** Used only for a new state directory. */
  readonly project?: string | undefined;
  readonly apiAccount?: Partial<Account>;
  readonly onboardingAccount?: Partial<Account>;
}

export interface Simulator {
  /** Addresses that it serves, or will serve once they exist. */
  readonly addresses: readonly string[];
  readonly httpUrl: string;
  readonly httpsUrl: string;
  readonly cluster: string;
  readonly project: string;
  readonly apiAccount: Account;
  readonly onboardingAccount: Account;
  readonly adminToken: string;
  /** The CA that signed the server's certificate, as PEM. */
  readonly authority: string;
  /** The boot service, if it has a separate port and CA. */
  readonly bootUrl: string | undefined;
  /** The CA that firmware has to trust, where it is another one. */
  readonly bootAuthority: string | undefined;
  /** PEM of what its EFI programs are signed with; undefined if they are not. */
  readonly secureBootCertificate: string | undefined;
  readonly warnings: readonly string[];
  readonly close: () => Promise<void>;
}

/** Upper limit for the interval between checks for late heartbeats and actions. */
const MAX_CHECK_INTERVAL_MS = 1000;

/** Starts a simulator. If it fails, everything that it has opened is closed again. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const closers: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(closers));
  try {
    await mkdir(options.stateDirectory, { recursive: true });
    await chmod(options.stateDirectory, 0o700);
    const lock = await lockDirectory(options.stateDirectory);
    closers.push(() => lock.release());
    return await open(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Closes in reverse order; a failure does not prevent the others from being closed. */
async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
}

async function open(
  options: SimulatorOptions,
  closers: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<Simulator> {
  const { stateDirectory, listen } = options;
  const artefacts =
    options.artefactDirectory === undefined ? undefined : await readArtefacts(options.artefactDirectory);
  const settings = settingsOf(options);
  const alsoListen = options.alsoListen ?? [];
  const names = certificateNames(settings.cluster, listen, alsoListen);
  const certificates = await openCertificates(stateDirectory, settings.cluster, names);
  const ownBoot = await openBoot(stateDirectory, settings, names);
  const signed = await openSigned(stateDirectory, settings.cluster, artefacts);
  const { simulation, warnings, stop } = await openSimulation(options, settings, artefacts, signed);
  closers.push(stop);
  const heartbeats = new Heartbeats(simulation);
  closers.push(startExpiryTimer(simulation, heartbeats));

  const log = new RequestLog();
  const boot = new BootService(simulation, (ownBoot?.certificates ?? certificates).authority);
  const ports = { http: 0, boot: 0 };
  const listenerOptions: ListenerOptions = {
    address: listen,
    httpPort: options.httpPort ?? 0,
    httpsPort: options.httpsPort ?? 0,
    certificates,
    boot: ownBoot,
    listener: requestListener({ simulation, heartbeats, boot, log, ports }),
    certificateFor: (peer) => certificateFor(simulation, peer),
    tlsFailed: (peer, reason) => log.add(tlsFailure(simulation, peer, reason)),
  };
  const listeners = await openListeners(listenerOptions);
  closers.push(() => listeners.close());
  const { httpPort, httpsPort } = listeners;
  ports.http = httpPort;
  ports.boot = listeners.bootPort;
  const facts = {
    ...factsOf(simulation.store.state, settings.cluster, listen, listeners),
    addresses: [listen, ...alsoListen],
    authority: certificates.authority,
    bootAuthority: ownBoot?.certificates.authority,
    secureBootCertificate: signed.certificate,
    warnings,
  };
  const endpoint = new Endpoint(stateDirectory, { url: facts.httpUrl, pid: process.pid, ...facts });
  closers.push(() => endpoint.close());
  await endpoint.publish();
  const others = {
    ...listenerOptions,
    httpPort,
    httpsPort,
    boot: ownBoot && { ...ownBoot, port: ports.boot },
  };
  closers.push(...alsoListen.map((address) => listenLater({ ...others, address }, endpoint, options.warn)));
  return { ...facts, close };
}

const UNSIGNED =
  'There is no program sbsign (package sbsigntool), so nothing is signed: nodes with Secure Boot refuse it.';

/** Serves an address as soon as it exists; returns a function that ends that. */
function listenLater(
  options: ListenerOptions,
  endpoint: Endpoint,
  warn: SimulatorOptions['warn'],
): () => Promise<void> {
  const deferred = openListenersWhenPossible(options, (reason) => {
    if (reason !== null) warn?.(`${reason}; trying again`);
    endpoint.block(options.address, reason);
  });
  return () => deferred.close();
}

/** Port and certificates of the boot service, if separate. */
async function openBoot(
  stateDirectory: string,
  { cluster, strictness: { bootPort: port } }: Settings,
  names: Names,
): Promise<ListenerOptions['boot']> {
  if (port === null) return undefined;
  return {
    port,
    certificates: await openCertificates(join(stateDirectory, 'boot'), `boot.${cluster}`, names),
  };
}

/** What a client needs to know in order to use it. */
function factsOf(state: State, cluster: string, listen: string, ports: Listeners) {
  const host = listen === '0.0.0.0' || listen === '::' ? '127.0.0.1' : listen;
  return {
    httpUrl: `http://${host}:${ports.httpPort}`,
    httpsUrl: `https://${host}:${ports.httpsPort}`,
    bootUrl: ports.bootPort === 0 ? undefined : `https://${host}:${ports.bootPort}`,
    cluster,
    project: state.project.name,
    apiAccount: state.accounts.api,
    onboardingAccount: state.accounts.onboarding,
    adminToken: state.adminToken,
  };
}

/** Checks regularly for late heartbeats and actions; returns a function that stops it. */
function startExpiryTimer(simulation: Simulation, heartbeats: Heartbeats): () => void {
  const tick = Math.min(MAX_CHECK_INTERVAL_MS, (simulation.settings.heartbeatSeconds * 1000) / 2);
  const timer = setInterval(() => {
    heartbeats.check(Date.now());
    expireActions(simulation.store, Date.now());
  }, tick);
  return () => clearInterval(timer);
}

function settingsOf(options: SimulatorOptions): Settings {
  return {
    cluster: options.cluster ?? 'edge.simulator.test',
    heartbeatSeconds: options.heartbeatSeconds ?? 10,
    tokenSeconds: options.tokenSeconds ?? 3600,
    stepSeconds: options.stepSeconds ?? 0,
    reconcileMilliseconds: options.reconcileMilliseconds ?? 300,
    requestsPerSecond: options.requestsPerSecond ?? 200,
    strictness: options.strictness ?? KIND,
  };
}

/** Opens the state and the parts that use it; `stop` ends the timers and waits for the last write. */
async function openSimulation(
  options: SimulatorOptions,
  settings: Settings,
  artefacts: Artefacts | undefined,
  signed: Signed,
): Promise<{ simulation: Simulation; warnings: string[]; stop: () => Promise<void> }> {
  const { store, warnings } = await openStore(options.stateDirectory, () =>
    newState(
      {
        cluster: settings.cluster,
        project: options.project ?? 'sample-project',
        apiAccount: options.apiAccount ?? {},
        onboardingAccount: options.onboardingAccount ?? {},
        strictness: settings.strictness,
      },
      artefacts,
    ),
  );
  if (artefacts === undefined) warnings.push('No artefacts: there are no boot files or OS images to serve.');
  if (signed.certificate === undefined) warnings.push(UNSIGNED);
  if (artefacts !== undefined && refreshImageChecksums(store.state, artefacts)) store.changed();
  const key = await openSigningKey(options.stateDirectory);
  let timer: NodeJS.Timeout | undefined;
  const simulation: Simulation = {
    settings,
    store,
    artefacts,
    signed,
    scenarios: new Scenarios(store),
    nodes: new KnownNodes(),
    tokens: new Tokens(key, `https://keycloak.${settings.cluster}/realms/master`),
    reconcileSoon: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        reconcile(simulation);
      }, settings.reconcileMilliseconds);
    },
  };
  // Acts on changes recorded before a restart.
  simulation.reconcileSoon();
  const stop = async () => {
    clearTimeout(timer);
    await store.durable();
  };
  return { simulation, warnings, stop };
}

/**
 * The certificate for a connection. A scenario without limits does not affect clients on this machine, so that the console
 * stays usable while its nodes fail; a scenario limited to their address does.
 */
function certificateFor(simulation: Simulation, peer: Peer): CertificateKind {
  const subject = subjectOf(simulation, peer.address);
  const kinds = [
    [wrongCa, 'wrong-ca'],
    [expiredCertificate, 'expired'],
    [unknownName, 'unknown-name'],
  ] as const;
  for (const [definition, kind] of kinds) {
    const applied = simulation.scenarios.active(definition, subject);
    if (applied !== undefined && (applied.isLimited || !peer.isLocal)) return kind;
  }
  return 'good';
}

function tlsFailure(simulation: Simulation, peer: Peer, reason: string) {
  return {
    time: Date.now(),
    client: peer.address,
    serial: simulation.nodes.serialOf(peer.address),
    method: 'TLS',
    path: reason.trim(),
    status: 0,
    bytes: 0,
    milliseconds: 0,
    complete: false,
  };
}
