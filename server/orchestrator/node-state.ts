import type { NodeAtOrchestrator } from './api.ts';
import { type HostResource, isStandalone } from './resources.ts';

type Statement = NodeAtOrchestrator['stage'];

/** A node's state from its host's record. Indicators decide; texts are only passed on for display. */
export function nodeStateOf(host: HostResource, now: Date): NodeAtOrchestrator {
  const { instance } = host;
  const os = instance == null ? null : osOf(instance);
  const statuses: NodeAtOrchestrator['view']['statuses'] = [
    { name: 'registration', text: host.registrationStatus, indicator: host.registrationStatusIndicator },
    { name: 'onboarding', text: host.onboardingStatus, indicator: host.onboardingStatusIndicator },
    { name: 'host', text: host.hostStatus, indicator: host.hostStatusIndicator },
  ];
  if (instance != null) {
    statuses.push(
      {
        name: 'provisioning',
        text: instance.provisioningStatus,
        indicator: instance.provisioningStatusIndicator,
      },
      { name: 'instance', text: instance.instanceStatus, indicator: instance.instanceStatusIndicator },
    );
  }
  return {
    serial: host.serialNumber,
    uuid: host.uuid,
    view: {
      hostId: host.resourceId,
      instanceId: instance?.resourceId ?? null,
      os: os?.name ?? null,
      awaitsOs: false,
      statuses,
      checkedAt: now.toISOString(),
    },
    stage: stageOf(host),
    progress: instance == null ? null : progressIn(instance.provisioningStatus),
    address: addressOf(host),
  };
}

function stageOf(host: HostResource): Statement {
  if (host.registrationStatusIndicator === 'error' || host.onboardingStatusIndicator === 'error')
    return 'failed';
  const { instance } = host;
  if (instance != null) {
    switch (instance.provisioningStatusIndicator) {
      case 'error':
        return 'failed';
      case 'in-progress':
        return 'provisioning';
      case 'idle':
        return afterProvisioning(host, instance);
      case 'unspecified':
        break;
    }
  }
  if (host.currentState === 'HOST_STATE_ONBOARDED') return 'onboarded';
  // Registered in advance; the machine has not made contact yet.
  const known = ['HOST_STATE_REGISTERED', 'HOST_STATE_UNSPECIFIED', ''].includes(host.currentState);
  return known ? 'registered' : 'unknown';
}

/** An agent that has lost contact is an error of the host, not of its boot. */
function afterProvisioning(
  host: HostResource,
  instance: Exclude<HostResource['instance'], null | undefined>,
): Statement {
  const os = osOf(instance);
  if (host.hostStatusIndicator === 'idle' && instance.instanceStatusIndicator === 'idle') return 'running';
  if (os != null && isStandalone(os)) return 'installed';
  return host.hostStatusIndicator === 'in-progress' ? 'rebooting' : 'provisioned';
}

export const osOf = ({ os, currentOs, desiredOs }: Exclude<HostResource['instance'], null | undefined>) =>
  os ?? currentOs ?? desiredOs;

/** "…: 3/9: Streaming OS image"; null when the text has another form. */
function progressIn(status: string): NodeAtOrchestrator['progress'] {
  const match = /:\s*(\d+)\/(\d+):\s*(.*)$/s.exec(status);
  if (match === null) return null;
  return { step: Number(match[1]), total: Number(match[2]), text: match[3] ?? '' };
}

function addressOf({ hostNics }: HostResource): string | null {
  for (const { ipaddresses } of hostNics ?? []) {
    for (const { address } of ipaddresses ?? []) {
      const [plain = ''] = address.split('/');
      if (/^\d+\.\d+\.\d+\.\d+$/.test(plain)) return plain;
    }
  }
  return null;
}
