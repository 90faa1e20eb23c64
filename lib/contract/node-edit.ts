import { z } from 'zod';
import { nodeName } from '../domain/names.ts';
import { imageName } from './image.ts';
import { labels } from './labels.ts';
import { size } from './machine.ts';
import { bootDevice } from './node-hardware.ts';
import { nodeNetwork } from './node-network.ts';

/** libvirt refuses other control characters in a definition. */
const note = z
  .string()
  .max(2000, 'use at most 2000 characters')
  .regex(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u, 'use printable characters');

const bootOrder = z
  .array(bootDevice)
  .min(1, 'name one device at least')
  .refine((devices) => new Set(devices).size === devices.length, 'name each device once');

/** What is changed of a node; what is left out stays as it is. */
export const nodeEdit = z
  .strictObject({
    /** Its domain's name too; the node has to be off. */
    name: nodeName.optional(),
    note: note.optional(),
    /** In place of those that it has. */
    labels: labels.optional(),
    /** Whether libvirt starts it with the host. */
    autostart: z.boolean().optional(),
    /** More are added at once, up to `maxVcpus`; everything else waits for a power-off. */
    vcpus: size.vcpus.optional(),
    maxVcpus: size.vcpus.optional(),
    /** After a power-off. */
    memoryMiB: size.memoryMiB.optional(),
    /** At once; a disk can only grow. */
    diskGiB: size.diskGiB.optional(),
    /** At once; a subnet cannot be chosen. */
    network: nodeNetwork.optional(),
    /** After a power-off. */
    bootOrder: bootOrder.optional(),
    /** The image of an ISO for its CD-ROM drive, at once if it has one; null ejects. */
    medium: imageName.nullable().optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'change something')
  .meta({ id: 'NodeEdit' });
export type NodeEdit = z.infer<typeof nodeEdit>;
