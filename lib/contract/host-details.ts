import { z } from 'zod';

const resourceId = (kind: string) =>
  z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8}$`), `use the resource id, such as ${kind}-0123abcd`);

const METADATA_KEY = /^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/;

const properties = {
  /** Resource id of a site. */
  site: resourceId('site').nullable(),
  metadata: z.record(
    z.string().regex(METADATA_KEY, 'use lower-case letters, digits, ".", "_", "/" and "-" for a key'),
    z.string().max(50, 'use at most 50 characters'),
  ),
  /** Resource id of the local account, with its SSH key, that the installed system gets. */
  localAccount: resourceId('localaccount').nullable(),
  /** Resource ids of custom configurations for cloud-init. */
  customConfigs: z.array(resourceId('customconfig')).max(20, 'use at most 20'),
  /** Gigabytes of the disk that the installed system keeps as a volume group for the user. */
  userLvmGiB: z
    .int('use a whole number of gigabytes')
    .min(0, 'use 0 or more')
    .max(100_000, 'use at most 100000'),
};

/** What a host and its instance are given beyond the identity of the machine. */
export const hostDetails = z
  .strictObject({
    site: properties.site.default(null),
    metadata: properties.metadata.default({}),
    localAccount: properties.localAccount.default(null),
    customConfigs: properties.customConfigs.default([]),
    userLvmGiB: properties.userLvmGiB.default(0),
  })
  .meta({ id: 'HostDetails' });
export type HostDetails = z.infer<typeof hostDetails>;

/** What a template, a create, or a node of one changes of that; metadata is added key by key. */
export const hostDetailsChanges = z.strictObject(properties).partial().meta({ id: 'HostDetailsChanges' });
export type HostDetailsChanges = z.infer<typeof hostDetailsChanges>;

/** Later changes win. */
export function mergedDetails(...all: readonly (HostDetailsChanges | undefined)[]): HostDetailsChanges {
  return all.reduce<HostDetailsChanges>((before, changes) => {
    const given = Object.fromEntries(
      Object.entries(changes ?? {}).filter(([, value]) => value !== undefined),
    );
    const metadata = { ...before.metadata, ...changes?.metadata };
    return { ...before, ...given, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) };
  }, {});
}

/** What an orchestrator gives to every host, with what is different for one. */
export const changedDetails = (usual: HostDetails, changes: HostDetailsChanges): HostDetails =>
  hostDetails.parse(mergedDetails(usual, changes));
