import { z } from 'zod';

/**
 * A node's name is also the name of its libvirt domain and a part of file names, volume names and URLs: letters,
 * digits, `.`, `_` and `-`, beginning with a letter or digit.
 */
export const nodeName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'use 1 to 63 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

/** What the orchestrator accepts as a serial number. */
export const serialNumber = z.string().regex(/^[A-Za-z0-9]{5,20}$/, 'use 5 to 20 letters and digits');
