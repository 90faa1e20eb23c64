import { z } from 'zod';
import { moment } from './boot.ts';

const pattern = z.string().min(1).max(64);
const value = z.union([z.string().max(300), z.number(), z.boolean()]);

/** Something that a demonstration orchestrator can do wrong on purpose. */
export const scenario = z
  .object({
    name: z.string(),
    /** Where it strikes: 'boot', 'onboarding', 'provisioning', 'agent' or 'api'; the last one takes no serial number. */
    scope: z.string(),
    summary: z.string(),
    /** What somebody who watches sees of it. */
    seen: z.string(),
    /** JSON schema of each parameter, by name. */
    parameters: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Scenario' });

export const activeScenario = z
  .object({
    name: z.string(),
    /** The nodes it is limited to; `*` and `?` stand for anything. Null: all. */
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

/** Which are to be switched off: of that name, with those limits; without any, all. */
export const scenarioFilter = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  serial: pattern.optional(),
  address: pattern.optional(),
});
export type ScenarioFilter = z.infer<typeof scenarioFilter>;

export const scenariosCleared = z.object({ cleared: z.int() }).meta({ id: 'ScenariosCleared' });

/** An address to be opened in a browser within a minute, once; it leads to the machine that the console runs on. */
export const ownPage = z.object({ url: z.url() }).meta({ id: 'OrchestratorPage' });
