import { expect, test } from 'vitest';
import {
  Connection,
  Domain,
  DomainSnapshot,
  Network,
  NodeDevice,
  Secret,
  StoragePool,
  StorageVol,
} from '../src/index.ts';

/** The C functions the package offers, by the object they act on: their first argument. */
const functions = {
  Connect: `
    virConnectOpenAuth virConnectClose virConnectIsAlive virConnectGetType virConnectGetVersion
    virConnectGetLibVersion virConnectGetHostname virConnectGetURI virConnectGetCapabilities
    virConnectGetDomainCapabilities virConnectGetMaxVcpus virConnectGetSysinfo virConnectGetAllDomainStats
    virConnectListAllDomains virConnectListAllNetworks virConnectListAllStoragePools
    virConnectListAllNodeDevices virConnectListAllSecrets
    virConnectDomainEventRegisterAny virConnectNetworkEventRegisterAny virConnectStoragePoolEventRegisterAny
    virNodeGetInfo virNodeGetFreeMemory virNodeGetCPUStats virNodeGetMemoryStats
    virDomainLookupByName virDomainLookupByUUID virDomainLookupByID virDomainDefineXMLFlags virDomainCreateXML
    virDomainRestoreFlags virDomainListGetStats
    virNetworkLookupByName virNetworkLookupByUUID virNetworkDefineXMLFlags virNetworkCreateXMLFlags
    virStoragePoolLookupByName virStoragePoolLookupByUUID virStoragePoolLookupByVolume
    virStoragePoolLookupByTargetPath virStoragePoolDefineXML virStoragePoolCreateXML
    virStorageVolLookupByKey virStorageVolLookupByPath`,
  Domain: `
    virDomainCreateWithFlags virDomainShutdownFlags virDomainReboot virDomainReset virDomainSuspend
    virDomainResume virDomainDestroyFlags virDomainUndefineFlags virDomainSaveFlags virDomainManagedSave
    virDomainHasManagedSaveImage virDomainManagedSaveRemove virDomainGetXMLDesc virDomainGetInfo
    virDomainGetState virDomainIsActive virDomainIsPersistent virDomainIsUpdated virDomainGetAutostart
    virDomainSetAutostart virDomainGetOSType virDomainGetHostname virDomainGetMetadata virDomainSetMetadata
    virDomainAttachDeviceFlags virDomainDetachDeviceFlags virDomainUpdateDeviceFlags virDomainGetMaxMemory
    virDomainSetMemoryFlags virDomainGetVcpusFlags virDomainSetVcpusFlags virDomainGetBlockInfo
    virDomainBlockResize virDomainBlockCommit virDomainGetBlockJobInfo virDomainBlockJobAbort
    virDomainSetBlockIoTune virDomainSetInterfaceParameters
    virDomainInterfaceAddresses virDomainScreenshot virDomainSendKey
    virDomainOpenConsole virDomainOpenChannel virDomainRename virDomainGetJobInfo virDomainGetJobStats virDomainAbortJobFlags
    virDomainSnapshotCreateXML virDomainListAllSnapshots virDomainSnapshotLookupByName
    virDomainSnapshotCurrent virDomainQemuAgentCommand`,
  DomainSnapshot: 'virDomainSnapshotGetXMLDesc virDomainRevertToSnapshot virDomainSnapshotDelete',
  Network: `
    virNetworkCreate virNetworkDestroy virNetworkUndefine virNetworkUpdate virNetworkGetXMLDesc
    virNetworkGetBridgeName virNetworkGetAutostart virNetworkSetAutostart virNetworkIsActive
    virNetworkIsPersistent virNetworkGetDHCPLeases`,
  StoragePool: `
    virStoragePoolBuild virStoragePoolCreate virStoragePoolDestroy virStoragePoolDelete virStoragePoolUndefine
    virStoragePoolRefresh virStoragePoolGetInfo virStoragePoolGetXMLDesc virStoragePoolGetAutostart
    virStoragePoolSetAutostart virStoragePoolIsActive virStoragePoolIsPersistent virStoragePoolListAllVolumes
    virStorageVolLookupByName virStorageVolCreateXML virStorageVolCreateXMLFrom`,
  StorageVol: `
    virStorageVolGetInfoFlags virStorageVolGetXMLDesc virStorageVolGetPath virStorageVolResize
    virStorageVolWipePattern virStorageVolDelete virStorageVolUpload virStorageVolDownload`,
  NodeDevice: 'virNodeDeviceGetXMLDesc',
  Secret: 'virSecretGetXMLDesc',
};

/** Methods that are no C function's: the rest of the package's own form. */
const own: Readonly<Record<string, readonly string[]>> = {
  // The C functions that register a callback have a second form here, to be read with `for await`.
  Connect: ['call', 'openStream', 'closed', 'domainEvents', 'networkEvents', 'storagePoolEvents'],
};

/** Names the rule does not make. `virDomainRevertToSnapshot` does not begin with its object's name. */
const exceptions: Readonly<Record<string, string>> = { virDomainRevertToSnapshot: 'revert' };

/** What marks a function as the newest of its family, and goes: the family's plain name is the newest's. */
const familySuffix = /(?<=.)(WithFlags|Flags|Auth|Any|Pattern)$/;

/** The rule of the README. */
function methodName(name: string, object: string): string {
  const exception = exceptions[name];
  if (exception !== undefined) return exception;
  const rest = name.replace(/^vir/, '').replace(new RegExp(`^${object}(?=[A-Z])`), '');
  const plain = rest.replace(familySuffix, '').replace(/(?<=XML)Flags$/, '');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

const classes = {
  Connect: Connection,
  Domain,
  DomainSnapshot,
  Network,
  StoragePool,
  StorageVol,
  NodeDevice,
  Secret,
};

/** Public methods, the static ones and those of the classes above included. */
function methodsOf(constructor: { readonly prototype: object }): string[] {
  const notMethods = ['constructor', 'length', 'name', 'prototype'];
  const names: string[] = [];
  for (const start of [constructor, constructor.prototype]) {
    let level: unknown = start;
    while (level !== null && level !== Object.prototype && level !== Function.prototype) {
      names.push(...Object.getOwnPropertyNames(level));
      level = Object.getPrototypeOf(level);
    }
  }
  return names.filter((name) => !notMethods.includes(name));
}

const table = Object.entries(functions).map(([object, text]) => ({
  object,
  names: text.split(/\s+/).filter((name) => name !== ''),
}));

test.each(table)(
  'the methods of $object are those of its C functions, and few of our own',
  ({ object, names }) => {
    const found = Object.entries(classes).find(([name]) => name === object)?.[1];
    if (!found) throw new Error(`no class for ${object}`);
    const methods = methodsOf(found);

    const expected = [...names.map((name) => methodName(name, object)), ...(own[object] ?? [])];
    expect([...methods].sort()).toEqual(expected.sort());
  },
);

test.each([
  ['virConnectGetType', 'Connect', 'getType'],
  ['virNodeGetInfo', 'Connect', 'nodeGetInfo'],
  ['virDomainLookupByName', 'Connect', 'domainLookupByName'],
  ['virDomainDefineXMLFlags', 'Connect', 'domainDefineXML'],
  ['virDomainCreateWithFlags', 'Domain', 'create'],
  ['virDomainSnapshotCreateXML', 'Domain', 'snapshotCreateXML'],
  ['virDomainSnapshotDelete', 'DomainSnapshot', 'delete'],
  ['virStorageVolLookupByName', 'StoragePool', 'storageVolLookupByName'],
])('the rule makes of %s, which acts on a %s, the name %s', (name, object, method) => {
  expect(methodName(name, object)).toBe(method);
});
