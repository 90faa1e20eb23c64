import { orchestratorList } from '../../lib/contract/lists.ts';
import { type PolicyRequest, orchestratorCatalogue } from '../../lib/contract/orchestrator-catalogue.ts';
import { checkStep } from '../../lib/contract/orchestrator-check.ts';
import {
  type OrchestratorInput,
  orchestrator,
  orchestratorDefinition,
} from '../../lib/contract/orchestrator.ts';
import {
  type CleanUpRequest,
  type ProjectHostQuery,
  type RegisterInput,
  cleanUpResult,
  projectHostPage,
  registered,
} from '../../lib/contract/project-host.ts';
import {
  type ScenarioFilter,
  type ScenarioRequest,
  activeScenario,
  ownPage,
  scenarioList,
  scenariosCleared,
} from '../../lib/contract/scenario.ts';
import { type Abortable, type Http, LINES, query, segment } from './http.ts';

interface CheckOptions extends Abortable {
  readonly fingerprints?: Partial<Record<'api' | 'boot' | 'secureBoot', string | undefined>>;
}

export function orchestratorRequests(http: Http) {
  const at = (name: string): string => `/orchestrators/${segment(name)}`;
  return {
    list: async () => (await http.json(orchestratorList, 'GET', '/orchestrators')).orchestrators,
    /** The settings of an added orchestrator, without secrets. */
    get: (name: string) => http.json(orchestratorDefinition, 'GET', at(name)),
    add: (body: OrchestratorInput) => http.json(orchestrator, 'POST', '/orchestrators', { body }),
    edit: (body: OrchestratorInput) => http.json(orchestrator, 'PUT', at(body.name), { body }),
    remove: (name: string) => http.text('DELETE', at(name)),
    /** The steps as they end. `fingerprints`: of CAs to trust, for settings without a CA. */
    check: (body: OrchestratorInput, { fingerprints = {}, signal }: CheckOptions = {}) =>
      http.lines(checkStep, 'POST', `/orchestrators/check${query(fingerprints)}`, {
        ...{ body, ...LINES },
        ...(signal === undefined ? {} : { signal }),
      }),
    /** Its OS profiles, and what it installs automatically. */
    catalogue: (name: string) => http.json(orchestratorCatalogue, 'GET', `${at(name)}/catalogue`),
    /** For the whole project. */
    changePolicy: (name: string, body: PolicyRequest) =>
      http.json(orchestratorCatalogue, 'POST', `${at(name)}/policy`, { body }),
    /** A page of all hosts of its project. */
    hosts: (name: string, { offset, limit, ...rest }: Partial<ProjectHostQuery> = {}) =>
      http.json(
        projectHostPage,
        'GET',
        `${at(name)}/hosts${query({ ...rest, offset: offset?.toString(), limit: limit?.toString() })}`,
      ),
    /** Machines that are no nodes of the console. */
    register: async (name: string, body: RegisterInput) =>
      (await http.json(registered, 'POST', `${at(name)}/hosts`, { body })).hosts,
    cleanUp: (name: string, body: CleanUpRequest) =>
      http.json(cleanUpResult, 'POST', `${at(name)}/hosts/clean-up`, { body }),
    scenarios: (name: string) => http.json(scenarioList, 'GET', `${at(name)}/scenarios`),
    startScenario: (name: string, body: ScenarioRequest) =>
      http.json(activeScenario, 'POST', `${at(name)}/scenarios`, { body }),
    clearScenarios: (name: string, filter: ScenarioFilter) =>
      http.json(scenariosCleared, 'DELETE', `${at(name)}/scenarios${query(filter)}`),
    /** The simulator's own page, signed in. */
    page: (name: string) => http.json(ownPage, 'POST', `${at(name)}/page`),
  };
}
