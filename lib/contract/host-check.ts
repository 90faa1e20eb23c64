import { z } from 'zod';
import { HOST_STEPS } from '../domain/connection-check.ts';
import { finding } from './orchestrator-check.ts';

/** A key that an SSH server has shown, and that nobody has confirmed. */
const foundHostKey = z
  .object({
    type: z.string(),
    /** As ssh-keygen prints it: SHA256:… */
    fingerprint: z.string(),
    /** For `settings.hostKeys` of the host. */
    line: z.string(),
  })
  .meta({ id: 'FoundHostKey' });
export type FoundHostKey = z.infer<typeof foundHostKey>;

export const hostCheckStep = finding
  .extend({
    id: z.enum(HOST_STEPS),
    /** To be compared with what the machine's administrator says; empty unless the server's key is not known. */
    hostKeys: z.array(foundHostKey),
  })
  .meta({ id: 'HostCheckStep' });
export type HostCheckStep = z.infer<typeof hostCheckStep>;
