import { type OrchestratorCatalogue, provisionsByItself } from '../contract/orchestrator-catalogue.ts';

/**
 * What a person should know before creating nodes with this OS profile; null leaves the choice to the orchestrator.
 * `secureBoot`: of their firmware. Sentences; empty if nothing stands in the way.
 */
export function osWarnings(
  { profiles, policy }: OrchestratorCatalogue,
  profile: string | null,
  secureBoot: boolean,
): string[] {
  const wanted = profile ?? policy.defaultProfile;
  const names = profiles.map((known) => known.profile).join(', ') || 'none';
  if (profile === null && !provisionsByItself(policy)) {
    const why = policy.autoProvision ? 'it names no OS that exists' : 'automatic provisioning is off';
    return [
      `The orchestrator installs nothing automatically (${why}): nodes stay onboarded until somebody chooses an OS there. Choose an OS profile (${names}), or switch automatic provisioning on for the whole project.`,
    ];
  }
  const found = profiles.find((known) => known.profile === wanted);
  if (found === undefined) return [`The orchestrator has no OS profile "${wanted ?? ''}"; it has ${names}.`];
  const mismatch = secureBootMismatch({ profiles, policy }, profile, secureBoot);
  if (mismatch !== null) return [mismatch];
  return lacksSecureBoot({ profiles, policy }, profile, secureBoot)
    ? [`${found.title} is made for Secure Boot, which these nodes lack: its installation may fail.`]
    : [];
}

/** The OS that was chosen is made for Secure Boot, and installed without it. */
export const lacksSecureBoot = (
  { profiles }: OrchestratorCatalogue,
  profile: string | null,
  secureBoot: boolean,
): boolean =>
  !secureBoot && profiles.some(({ profile: name, needsSecureBoot }) => name === profile && needsSecureBoot);

/**
 * Why the first step of an installation, which compares Secure Boot of the machine with what the instance asks for, will
 * fail; null if it will not. Instances that the console makes ask for what the node has, if the profile can have it.
 */
export function secureBootMismatch(
  { profiles, policy }: OrchestratorCatalogue,
  profile: string | null,
  secureBoot: boolean,
): string | null {
  if (profile === null && !provisionsByItself(policy)) return null;
  const wanted = profile ?? policy.defaultProfile;
  const found = profiles.find((known) => known.profile === wanted);
  if (found === undefined) return null;
  const expected = found.needsSecureBoot && (profile === null ? policy.enforcesSecurity : secureBoot);
  if (expected === secureBoot) return null;
  const stops = 'the orchestrator refuses to install it (“Secure Boot Status MISMATCH”)';
  return secureBoot
    ? `${found.title} is installed without Secure Boot, which these nodes have on: ${stops}.`
    : `${found.title} is installed with Secure Boot, which these nodes lack: ${stops}.`;
}

/** What a project installs automatically, as a sentence. */
export function policyText(policy: OrchestratorCatalogue['policy']): string {
  const { autoProvision, defaultProfile, defaultOs } = policy;
  const os = defaultProfile ?? (defaultOs === null ? null : `${defaultOs}, which does not exist any more`);
  if (provisionsByItself(policy)) return `Installs ${os ?? ''} automatically.`;
  if (autoProvision) return `Installs nothing automatically: its default OS is ${os ?? 'not set'}.`;
  return `Installs nothing automatically; its default OS is ${os ?? 'not set'}.`;
}
