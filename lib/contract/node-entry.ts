import { z } from 'zod';
import { nodeName, serialNumber } from '../domain/names.ts';
import { hostDetailsChanges } from './host-details.ts';

/** A machine of a list, with what is different for it. */
export const nodeEntry = z
  .strictObject({
    name: nodeName.optional(),
    serial: serialNumber,
    uuid: z.uuid('use a UUID').toLowerCase().optional(),
    /** Name of an OS profile, instead of the template's. */
    osProfile: z.string().min(1).max(100).optional(),
    /** Firmware with or without Secure Boot, instead of the machine's. */
    secureBoot: z.boolean().optional(),
    details: hostDetailsChanges.optional(),
  })
  .meta({ id: 'NodeEntry' });
export type NodeEntry = z.infer<typeof nodeEntry>;

/** The same for a machine that is not a node of this console; it may lack the serial number or the UUID. */
export const hostEntryToRegister = nodeEntry
  .extend({ serial: serialNumber.optional() })
  .refine(({ serial, uuid }) => serial !== undefined || uuid !== undefined, {
    message: 'give a serial number, a UUID, or both',
    path: ['serial'],
  })
  .meta({ id: 'RegisteredMachine' });
export type HostEntryToRegister = z.infer<typeof hostEntryToRegister>;

/** What the orchestrator is told of a node beyond its identity, where it is not as in the orchestrator's settings. */
export const nodeRegistration = z.object({
  /** Null: the template's. */
  osProfile: z.string().nullable(),
  details: hostDetailsChanges,
});
export type NodeRegistration = z.infer<typeof nodeRegistration>;
