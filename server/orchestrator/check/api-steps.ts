import { provisionsByItself } from '../../../lib/contract/orchestrator-catalogue.ts';
import { Catalogue } from '../catalogue.ts';
import { cannotBoot } from '../failures.ts';
import { missingFeatures, orchestratorInfo } from '../features.ts';
import { hostPage } from '../resources.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, type Outcome, warning } from './steps.ts';

/** Seconds by which clocks may differ before tokens and certificates are judged wrongly. */
const SKEW_S = 60;

export async function checkClock(context: CheckContext): Promise<Outcome> {
  const sentAt = Date.now();
  const { date } = await context.transport.ask({ method: 'HEAD', url: `${context.url('keycloak')}/` });
  const theirs = Date.parse(date);
  if (Number.isNaN(theirs)) return ok('The orchestrator sends no Date header.');
  const here = (sentAt + Date.now()) / 2;
  const skew = Math.round((theirs - here) / 1000);
  const amount = Math.abs(skew);
  if (amount <= SKEW_S)
    return ok('The clocks of this machine and of the orchestrator agree within a minute.');
  return warning(
    `The clock of the orchestrator is ${amount} seconds ${skew > 0 ? 'ahead of' : 'behind'} that of this machine.`,
    'Set the wrong one, by NTP: tokens and certificates are judged by the time.',
    'clock-differs',
  );
}

export async function checkToken(context: CheckContext): Promise<Outcome> {
  const { settings, secrets } = context.options;
  await context.tokens({ username: settings.apiUser, password: secrets.apiPassword }).token();
  return ok(`Keycloak gave "${settings.apiUser}" a token.`);
}

export async function checkVersion(context: CheckContext): Promise<Outcome> {
  const info = await context.projectApi().ofOrchestrator('v1/orchestrator', orchestratorInfo);
  if (info === null) return ok('The orchestrator does not report its version, so it is older than 2026.');
  const missing = missingFeatures(info);
  if (missing.length > 0) throw cannotBoot(context.options.name, missing);
  return ok(
    `Edge Orchestrator ${info.orchestrator.version ?? 'of an unnamed version'}, which provisions nodes.`,
  );
}

export async function checkProject(context: CheckContext): Promise<Outcome> {
  const { project } = context.settings;
  if (await context.projectApi().exists()) return ok(`The project "${project}" exists.`);
  return failed(
    `There is no project "${project}" at this orchestrator.`,
    'Check the name, with capital letters; ask the operator for the projects of the account.',
    null,
  );
}

export async function checkRights(context: CheckContext): Promise<Outcome> {
  const { settings } = context;
  const { totalElements } = await context.projectApi().get('compute/hosts?pageSize=1', hostPage);
  const count = totalElements == null ? '' : `, which has ${totalElements}`;
  return ok(`"${settings.apiUser}" may read the hosts of the project "${settings.project}"${count}.`);
}

export async function checkOnboarding(context: CheckContext): Promise<Outcome> {
  const { settings, secrets } = context.options;
  const { onboardingUser: username } = settings;
  if (username === null || secrets.onboardingPassword === null) {
    return warning(
      'No onboarding account is given, so the console cannot answer the prompt of the interactive flow.',
      'Add it, unless all nodes use the non-interactive flow.',
    );
  }
  await context.tokens({ username, password: secrets.onboardingPassword }).token();
  const unusable = /[\s;]/.test(username + secrets.onboardingPassword);
  const evidence = `Keycloak gave "${username}" a token.`;
  if (!unusable) return ok(evidence);
  return warning(
    `${evidence} Its name or password contains a space or ";", which the prompt of a node drops.`,
    'Give the account another password: with this one no node can be onboarded interactively.',
  );
}

/** What is installed on a node whose create names no operating system. */
export async function checkCatalogue(context: CheckContext): Promise<Outcome> {
  const { profiles, policy } = await new Catalogue(context.projectApi(), context.options.name).read();
  const names = profiles.map(({ profile }) => profile).join(', ');
  if (profiles.length === 0) {
    return warning(
      'The project has no operating systems, so nothing can be provisioned.',
      'Add OS profiles at the orchestrator.',
    );
  }
  const installed = profiles.find(({ profile }) => profile === policy.defaultProfile);
  if (!provisionsByItself(policy) || installed === undefined) {
    return warning(
      `Nothing is provisioned automatically: ${policy.autoProvision ? 'the provider names no OS that exists' : 'automatic provisioning is off'}. OS profiles: ${names}.`,
      'Name an OS profile when you create nodes, or switch automatic provisioning on for the whole project.',
    );
  }
  const evidence = `Nodes get ${installed.title} by default. OS profiles: ${names}.`;
  if (!installed.needsSecureBoot || !policy.enforcesSecurity) return ok(evidence);
  return warning(evidence, 'This OS needs Secure Boot, which virtual nodes lack: name another OS profile.');
}
