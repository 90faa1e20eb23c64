import type { OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { entryAddress, serviceUrl } from '../../lib/domain/orchestrator-services.ts';
import type { OrchestratorAccess } from './api.ts';

export const tokenUrl = (settings: OrchestratorSettings): string =>
  `${serviceUrl(settings, 'keycloak')}/realms/master/protocol/openid-connect/token`;

/** How programs other than this console reach the API of the project. */
export function accessOf(settings: OrchestratorSettings): OrchestratorAccess {
  const { cluster, project, apiUser, onboardingUser, apiAuthority, hosts } = settings;
  const api = serviceUrl(settings, 'api');
  const names = new Set([tokenUrl(settings), api].map((url) => new URL(url).hostname));
  return {
    ...{ cluster, project, apiUser, onboardingUser, authority: apiAuthority },
    tokenUrl: tokenUrl(settings),
    projectUrl: `${api}/v1/projects/${encodeURIComponent(project)}`,
    addresses: [...names].flatMap((host) => {
      const address = entryAddress(hosts, host);
      return address === null ? [] : [{ host, address }];
    }),
  };
}
