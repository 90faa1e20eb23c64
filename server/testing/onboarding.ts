import { z } from 'zod';
import type { SimulatorProcess } from './simulator.ts';

/** MAC address of every simulated machine. */
export const MAC = '52:54:00:00:00:01';
const Credentials = z.looseObject({ client_id: z.string(), client_secret: z.string() });

/** Onboards a node like its micro-OS does; returns the headers that authenticate its further requests. */
export async function onboard(
  simulator: SimulatorProcess,
  { serial, uuid }: { readonly serial: string; readonly uuid: string },
): Promise<Record<string, string>> {
  const device = { uuid, serialnum: serial, mac_id: MAC, host_ip: '192.0.2.7' };
  const { client_id, client_secret } = Credentials.parse(await simulator.guest('/onboarding/stream', device));
  const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}
