import { z } from 'zod';
import { moment } from './boot.ts';

const pattern = z.string().min(1).max(64);
const value = z.union([z.string().max(300), z.number(), z.boolean()]);

/** A fault that the simulator can inject. */
export const scenario = z
  .object({
    name: z.string(),
    /** The phase it affects: 'boot', 'onboarding', 'provisioning', 'agent' or 'api'; 'api' takes no serial number. */
    scope: z.string(),
    summary: z.string(),
    /** What an observer sees. */
    seen: z.string(),
    /** JSON schema of each parameter, by name. */
    parameters: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Scenario' });

export const activeScenario = z
  .object({
    name: z.string(),
    /** The nodes it is limited to; `*` and `?` are wildcards. Null: all nodes. */
    serial: z.string().nullable(),
    address: z.string().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    since: moment,
  })
  .meta({ id: 'ActiveScenario' });
export type ActiveScenario = z.infer<typeof activeScenario>;

export const scenarioList = z
  .object({ active: z.array(activeScenario), known: z.array(scenario) })
  .meta({ id: 'ScenarioList' });
export type ScenarioList = z.infer<typeof scenarioList>;

export const scenarioRequest = z
  .strictObject({
    name: z.string().min(1).max(64),
    serial: pattern.optional(),
    address: pattern.optional(),
    parameters: z.record(z.string().max(64), value).default({}),
  })
  .meta({ id: 'ScenarioRequest' });
export type ScenarioRequest = z.infer<typeof scenarioRequest>;

/** Which scenarios to switch off: by name and limits; all if neither is given. */
export const scenarioFilter = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  serial: pattern.optional(),
  address: pattern.optional(),
});
export type ScenarioFilter = z.infer<typeof scenarioFilter>;

export const scenariosCleared = z.object({ cleared: z.int() }).meta({ id: 'ScenariosCleared' });

/** An address to open in a browser, once, within a minute; it points to the machine that the console runs on. */
export const ownPage = z.object({ url: z.url() }).meta({ id: 'OrchestratorPage' });
