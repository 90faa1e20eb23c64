import { z } from 'zod';

/** A boot option: the variable Boot####. */
const bootOption = z
  .object({
    /** `Boot0001` */
    name: z.string(),
    description: z.string(),
    /** Whether the firmware tries it; installers switch off the network’s. */
    active: z.boolean(),
    /** Its place in BootOrder, from 1; null when it is not in it. */
    position: z.int().nullable(),
    /** As the UEFI specification writes it: PciRoot(0x0)/Pci(0x3,0x0)/…/Uri(). */
    devicePath: z.string(),
  })
  .meta({ id: 'BootOption' });
export type BootOption = z.infer<typeof bootOption>;

const efiCertificate = z.object({
  subject: z.string(),
  /** Until when it is valid; null when the certificate cannot be read. */
  validTo: z.string().nullable(),
  sha256: z.string(),
});

/** A variable with keys of Secure Boot. */
const keyDatabase = z
  .object({
    name: z.enum(['PK', 'KEK', 'db', 'dbx']),
    certificates: z.array(efiCertificate),
    /** Entries of other kinds: hashes of programs. */
    others: z.int(),
    /** Why it could not be read to its end; null when it was. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'KeyDatabase' });
export type KeyDatabase = z.infer<typeof keyDatabase>;

const efiVariable = z
  .object({
    name: z.string(),
    /** GUID of its vendor. */
    guid: z.string(),
    size: z.int(),
    attributes: z.array(
      z.enum(['non-volatile', 'boot-service', 'runtime', 'authenticated', 'time-authenticated', 'append']),
    ),
  })
  .meta({ id: 'EfiVariable' });
export type EfiVariable = z.infer<typeof efiVariable>;

/** What the firmware of a node remembers, read from the domain's NVRAM file. */
export const efiVariables = z
  .object({
    /** On the host. */
    path: z.string(),
    format: z.enum(['raw', 'qcow2']),
    /** Space for variables, and how much of it is taken, in bytes. */
    capacity: z.int(),
    used: z.int(),
    /**
     * Derived, because the firmware keeps SecureBoot and SetupMode in memory only. `off`: it is switched off; `setup`:
     * there is no platform key, so anybody may enrol one; `unsupported`: the firmware was built without it.
     */
    secureBoot: z.enum(['on', 'off', 'setup', 'unsupported']),
    /** Seconds that the firmware waits at its start; null when unset. */
    timeout: z.int().nullable(),
    /** Boot#### for the next start only. */
    bootNext: z.string().nullable(),
    bootOptions: z.array(bootOption),
    keys: z.array(keyDatabase),
    variables: z.array(efiVariable),
  })
  .meta({ id: 'EfiVariables' });
export type EfiVariables = z.infer<typeof efiVariables>;
