import { orchestratorRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ScenarioFilter, ScenarioRequest } from '../../lib/contract/scenario.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const orchestratorsApi = orchestratorRequests(http);

const again = (orchestrator: string) =>
  queryClient.invalidateQueries({ queryKey: keys.scenarios(orchestrator) });

/** A simulator's fault scenarios, and those that are on. */
export const useScenarios = (orchestrator: string) =>
  useQuery({
    queryKey: keys.scenarios(orchestrator),
    queryFn: () => orchestratorsApi.scenarios(orchestrator),
  });

export const useSwitchOn = (orchestrator: string) =>
  useMutation({
    mutationFn: (body: ScenarioRequest) => orchestratorsApi.startScenario(orchestrator, body),
    onSuccess: () => again(orchestrator),
  });

export const useSwitchOff = (orchestrator: string) =>
  useMutation({
    mutationFn: (filter: ScenarioFilter) => orchestratorsApi.clearScenarios(orchestrator, filter),
    onSuccess: () => again(orchestrator),
  });

/** Opens the simulator's own page in a tab, signed in. */
export const useOwnPage = (orchestrator: string) =>
  useMutation({
    mutationFn: async () => {
      // A tab that is opened only when the address is known would be blocked as a pop-up.
      const tab = window.open('', '_blank');
      try {
        const { url } = await orchestratorsApi.page(orchestrator);
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
