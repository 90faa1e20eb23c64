import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { metadataFrom } from '../../../lib/domain/hosts-csv.ts';

const whole = z.coerce.number({ error: 'use a whole number' }).pipe(z.int('use a whole number'));

/** What hosts at the orchestrator are given beyond their identity. */
export const detailsOptions = z.object({
  site: z.string().optional(),
  metadata: z.string().optional(),
  localAccount: z.string().optional(),
  customConfigs: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .optional(),
  userLvm: whole.optional(),
});

export const DETAILS_FLAGS = [
  ['--site <id>', 'resource id of their site at the orchestrator'],
  ['--metadata <a=1&b=2>', 'metadata of their hosts'],
  ['--local-account <id>', 'resource id of the local account, with its SSH key, that the OS gets'],
  ['--custom-configs <a,b>', 'resource ids of custom configurations for cloud-init'],
  ['--user-lvm <GB>', 'size of the volume group that the OS leaves to the user'],
] as const;

/** Undefined without any of them. */
export function detailsOf(given: z.infer<typeof detailsOptions>): object | undefined {
  const { site, localAccount, customConfigs, userLvm: userLvmGiB } = given;
  const metadata =
    given.metadata === undefined
      ? undefined
      : metadataFrom(given.metadata, (message) => {
          throw new ConsoleError('invalid', `--metadata: ${message}`, { fix: 'Write --metadata "a=1&b=2".' });
        });
  const all = Object.entries({ site, metadata, localAccount, customConfigs, userLvmGiB });
  const details = all.filter(([, value]) => value !== undefined);
  return details.length === 0 ? undefined : Object.fromEntries(details);
}
