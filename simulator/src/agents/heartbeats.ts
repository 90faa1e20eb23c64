import { z } from 'zod';
import { instanceOf, updateInstance } from '../inventory/instances.ts';
import { updateHost } from '../inventory/hosts.ts';
import { sameStatus, status } from '../inventory/status.ts';
import { agentsNeverCall, heartbeatStops } from '../scenarios/catalogue.ts';
import { subjectOf, type Simulation } from '../simulation.ts';
import type { Host, Instance } from '../state/schema.ts';
import { isStandalone, osOf } from '../workflow/workflows.ts';

const MISSED_PERIODS = 3;

const text = z.string().max(200).default('');

/** What the agents of an installed OS report. */
export const Heartbeat = z.object({
  uuid: z.string().max(64),
  hostname: text,
  version: text,
  components: z
    .string()
    .regex(/^\d{1,3}(?:\/| of )\d{1,3}(?: components running)?$/)
    .default('10 of 10 components running'),
  memory_bytes: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  cpu_model: text.optional(),
  cpu_cores: z.coerce.number().int().min(0).max(4096).optional(),
});
export type Heartbeat = z.output<typeof Heartbeat>;

export type HeartbeatResult = 'accepted' | 'gone' | 'unavailable';

/** Accepts the agents' heartbeats, and notices when they stop. */
export class Heartbeats {
  readonly #simulation: Simulation;
  /** Time of each host's last heartbeat, by resource id; hosts that have never reported are missing. */
  readonly lastHeartbeats = new Map<string, number>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    // After a restart no agent has had a chance to report yet, so the period begins now.
    for (const host of simulation.store.state.hosts) {
      if (host.hostStatus.text === status.host.running().text)
        this.lastHeartbeats.set(host.resourceId, Date.now());
    }
  }

  accept(heartbeat: Heartbeat, address: string): HeartbeatResult {
    const { store, scenarios } = this.#simulation;
    const host = store.state.hosts.find((candidate) => candidate.uuid === heartbeat.uuid.toLowerCase());
    const instance = host && instanceOf(store, host);
    if (host === undefined || instance === undefined || isGone(host, instance)) return 'gone';
    const subject = { ...subjectOf(this.#simulation, address), serial: host.serialNumber };
    const stops = scenarios.active(heartbeatStops, subject);
    if (scenarios.active(agentsNeverCall, subject) !== undefined) return 'unavailable';
    if (stops !== undefined && stops.count(host.resourceId) > stops.parameters.after) return 'unavailable';
    if (isStandalone(osOf(store, instance))) return 'accepted';
    this.lastHeartbeats.set(host.resourceId, Date.now());
    this.#record(host, instance, heartbeat);
    return 'accepted';
  }

  lastHeartbeat(resourceId: string): number | undefined {
    return this.lastHeartbeats.get(resourceId);
  }

  /** Marks hosts that have missed three periods. */
  check(now: number): void {
    const { store, settings } = this.#simulation;
    const timeout = MISSED_PERIODS * settings.heartbeatSeconds * 1000;
    for (const [resourceId, heard] of this.lastHeartbeats) {
      const host = store.state.hosts.find((candidate) => candidate.resourceId === resourceId);
      if (host === undefined) this.lastHeartbeats.delete(resourceId);
      else if (now - heard > timeout && host.hostStatus.text === status.host.running().text) {
        updateHost(store, host, { hostStatus: status.host.noConnection() });
      }
    }
  }

  #record(host: Host, instance: Instance, heartbeat: Heartbeat): void {
    const { store } = this.#simulation;
    const [running = 0, all = 0] = (heartbeat.components.match(/\d+/g) ?? []).map(Number);
    const shown = running >= all ? status.instance.running() : status.instance.initializing();
    const detail = `${running} of ${all} components running`;
    const changesHost =
      !sameStatus(host.hostStatus, status.host.running()) || host.hostname !== heartbeat.hostname;
    if (changesHost) {
      updateHost(store, host, {
        hostStatus: status.host.running(),
        powerStatus: status.power.on(),
        hostname: heartbeat.hostname,
        hardware: {
          ...host.hardware,
          memoryBytes: heartbeat.memory_bytes ?? host.hardware.memoryBytes,
          cpuModel: heartbeat.cpu_model ?? host.hardware.cpuModel,
          cpuCores: heartbeat.cpu_cores ?? host.hardware.cpuCores,
        },
      });
    }
    if (!sameStatus(instance.instanceStatus, shown) || instance.instanceStatusDetail !== detail) {
      updateInstance(store, instance, {
        currentState: 'INSTANCE_STATE_RUNNING',
        instanceStatus: shown,
        instanceStatusDetail: detail,
      });
    }
  }
}

function isGone(host: Host, instance: Instance): boolean {
  return (
    host.desiredState === 'HOST_STATE_DELETED' ||
    host.desiredState === 'HOST_STATE_UNTRUSTED' ||
    instance.desiredState !== 'INSTANCE_STATE_RUNNING'
  );
}
