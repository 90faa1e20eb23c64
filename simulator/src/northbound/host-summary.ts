import { valueAt } from './filter.ts';
import { parseFilter } from './filter.ts';
import type { Resource } from './json.ts';

const HOST_INDICATORS = [
  'hostStatusIndicator',
  'onboardingStatusIndicator',
  'registrationStatusIndicator',
  'powerStatusIndicator',
  'amtStatusIndicator',
];
const INSTANCE_INDICATORS = [
  'instance.instanceStatusIndicator',
  'instance.provisioningStatusIndicator',
  'instance.updateStatusIndicator',
  'instance.trustedAttestationStatusIndicator',
];

/** Counts like the orchestrator: a host with any error counts as `error` and not as `running`. */
export function hostSummary(hosts: readonly Resource[], filter: string): Resource {
  const counted = filter === '' ? hosts : hosts.filter(parseFilter(filter).matches);
  const failed = counted.filter(hasError);
  const running = counted.filter(
    (host) => valueAt(host, 'instance.currentState') === 'INSTANCE_STATE_RUNNING' && !hasError(host),
  );
  return {
    total: counted.length,
    error: failed.length,
    running: running.length,
    unallocated: counted.filter((host) => host.site === null).length,
  };
}

function hasError(host: Resource): boolean {
  return [...HOST_INDICATORS, ...INSTANCE_INDICATORS].some(
    (path) => valueAt(host, path) === 'STATUS_INDICATION_ERROR',
  );
}
