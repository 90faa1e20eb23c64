import { useMutation, useQuery } from '@tanstack/react-query';
import {
  activeScenario,
  ownPage,
  scenarioList,
  scenariosCleared,
  type ScenarioFilter,
  type ScenarioRequest,
} from '../../lib/contract/scenario.ts';
import { keys } from './keys.ts';
import { request } from './request.ts';
import { queryClient } from './store.ts';

const at = (orchestrator: string): string => `/orchestrators/${encodeURIComponent(orchestrator)}`;

const again = (orchestrator: string) =>
  queryClient.invalidateQueries({ queryKey: keys.scenarios(orchestrator) });

/** What a simulator can do wrong, and what of it is on. */
export const useScenarios = (orchestrator: string) =>
  useQuery({
    queryKey: keys.scenarios(orchestrator),
    queryFn: () => request(scenarioList, `${at(orchestrator)}/scenarios`),
  });

export const useSwitchOn = (orchestrator: string) =>
  useMutation({
    mutationFn: (body: ScenarioRequest) =>
      request(activeScenario, `${at(orchestrator)}/scenarios`, { method: 'POST', body }),
    onSuccess: () => again(orchestrator),
  });

export const useSwitchOff = (orchestrator: string) =>
  useMutation({
    mutationFn: (filter: ScenarioFilter) => {
      const query = new URLSearchParams();
      for (const [key, value] of Object.entries(filter)) if (value !== undefined) query.set(key, value);
      const path = `${at(orchestrator)}/scenarios?${query.toString()}`;
      return request(scenariosCleared, path, { method: 'DELETE' });
    },
    onSuccess: () => again(orchestrator),
  });

/** Opens the simulator's own page in a tab, signed in. */
export const useOwnPage = (orchestrator: string) =>
  useMutation({
    mutationFn: async () => {
      // A tab that is opened only when the address is known would be blocked as a pop-up.
      const tab = window.open('', '_blank');
      try {
        const { url } = await request(ownPage, `${at(orchestrator)}/page`, { method: 'POST' });
        if (tab !== null) {
          tab.opener = null;
          tab.location.href = url;
        }
      } catch (error) {
        tab?.close();
        throw error;
      }
    },
  });
