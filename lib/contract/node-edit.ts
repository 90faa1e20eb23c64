import { z } from 'zod';
import { nodeName } from '../domain/names.ts';
import { labels } from './labels.ts';

/** libvirt refuses other control characters in a definition. */
const note = z
  .string()
  .max(2000, 'use at most 2000 characters')
  .regex(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u, 'use printable characters');

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
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'change something')
  .meta({ id: 'NodeEdit' });
export type NodeEdit = z.infer<typeof nodeEdit>;
