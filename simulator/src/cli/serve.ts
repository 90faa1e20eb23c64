import { Command, InvalidArgumentError } from 'commander';
import { buildArtefacts, defaultCacheDirectory } from '../artefacts/index.ts';
import { addStrictnessOptions, strictnessOf, type StrictnessOptions } from './strictness-options.ts';
import { type Simulator, startSimulator } from '../simulator.ts';

interface ServeOptions extends StrictnessOptions {
  readonly listen: readonly [string, ...string[]];
  readonly state: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly cluster: string;
  readonly project: string;
  readonly artefacts?: string;
  readonly heartbeat: number;
  readonly stepSeconds: number;
  readonly tokenLifetime: number;
  readonly json?: true;
}

/** `serve`: runs a simulator until it is interrupted. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run a simulator until it is interrupted')
    .requiredOption(
      '--listen <address>',
      'the address to listen on; 0.0.0.0 for all addresses. Repeat it for more addresses, which need not exist yet',
      addresses,
    )
    .requiredOption('--state <directory>', 'where all data is kept; each simulator needs its own directory')
    .option('--http-port <number>', 'boot files and guests; 0 for any free port', port, 8080)
    .option('--https-port <number>', 'API and firmware; 0 for any free port', port, 8443)
    .option('--cluster <domain>', 'the domain of the orchestrator’s host names', 'edge.simulator.test')
    .option('--project <name>', 'the project of a new state directory', 'sample-project')
    .option(
      '--artefacts <directory>',
      'prebuilt boot files and images; by default they are built if necessary',
    )
    .option('--heartbeat <seconds>', 'how often agents report', seconds, 10)
    .option('--step-seconds <seconds>', 'how long a node takes over each provisioning step', span, 0)
    .option('--token-lifetime <seconds>', 'how long an access token lives', seconds, 3600)
    .option('--json', 'print one line of JSON when ready, and nothing else');
  return addStrictnessOptions(command).addHelpText('after', `\n${ENVIRONMENT}`).action(serve);
}

const ENVIRONMENT = `The accounts of a new state directory can be set in the environment: SIMULATOR_API_USER,
SIMULATOR_API_PASSWORD, SIMULATOR_ONBOARDING_USER and SIMULATOR_ONBOARDING_PASSWORD.`;

async function serve(options: ServeOptions): Promise<void> {
  const { env } = process;
  const [listen, ...alsoListen] = options.listen;
  // Installed before startup: a caller may interrupt as soon as it reads that the simulator is ready.
  const stop = interrupted();
  const simulator = await startSimulator({
    listen,
    alsoListen,
    warn: (text) => process.stderr.write(`warning: ${text}\n`),
    stateDirectory: options.state,
    httpPort: options.httpPort,
    httpsPort: options.httpsPort,
    cluster: options.cluster,
    project: options.project,
    artefactDirectory: options.artefacts ?? (await builtArtefacts()),
    heartbeatSeconds: options.heartbeat,
    stepSeconds: options.stepSeconds,
    tokenSeconds: options.tokenLifetime,
    strictness: strictnessOf(options),
    apiAccount: account(env.SIMULATOR_API_USER, env.SIMULATOR_API_PASSWORD),
    onboardingAccount: account(env.SIMULATOR_ONBOARDING_USER, env.SIMULATOR_ONBOARDING_PASSWORD),
  });
  for (const warning of simulator.warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(readyMessage(simulator))}\n` : greeting(simulator),
  );
  await stop;
  await simulator.close();
}

/** Builds the artefacts as `npm run artefacts` does, in the same cache; does nothing if nothing has changed. */
async function builtArtefacts(): Promise<string> {
  const cancelled = new AbortController();
  const cancel = () => {
    cancelled.abort();
  };
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  try {
    const { directory } = await buildArtefacts({
      cacheDirectory: defaultCacheDirectory,
      signal: cancelled.signal,
      onProgress: (line) => process.stderr.write(`${line}\n`),
    });
    return directory;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

function account(username: string | undefined, password: string | undefined) {
  return {
    ...(username === undefined || username === '' ? {} : { username }),
    ...(password === undefined || password === '' ? {} : { password }),
  };
}

function readyMessage(simulator: Simulator) {
  const { close: _, ...facts } = simulator;
  return { ready: true, ...facts };
}

function greeting(simulator: Simulator): string {
  const { apiAccount, onboardingAccount } = simulator;
  return `Edge Orchestrator simulator: a demonstration, not an orchestrator
  page and guests   ${simulator.httpUrl}
  API and firmware  ${simulator.httpsUrl}   (names under ${simulator.cluster}, CA at ${simulator.httpUrl}/tink-stack/keys/Full_server.crt)
  project           ${simulator.project}
  API user          ${apiAccount.username}   ${apiAccount.password}
  onboarding user   ${onboardingAccount.username}   ${onboardingAccount.password}
  admin token       ${simulator.adminToken}
`;
}

/** Resolves at the first signal. A second one ends the process at once, in case closing takes too long. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function addresses(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('a port is a number from 0 to 65535');
  }
  return value;
}

function span(text: string): number {
  return text === '0' ? 0 : seconds(text);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new InvalidArgumentError('give a number of seconds above 0');
  return value;
}
