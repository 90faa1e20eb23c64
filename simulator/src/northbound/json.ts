import type { Simulation } from '../simulation.ts';
import type { Host, Instance, LocalAccount, OperatingSystem } from '../state/schema.ts';
import type { Provider, State, Status } from '../state/schema.ts';

/** A resource as the API returns it. Every field is present; unset fields have their zero value. */
export type Resource = Readonly<Record<string, unknown>>;

/** What resources are made from. */
export interface Inventory {
  readonly state: State;
  /** Long texts of operating systems, which come with whatever has one; empty in a demonstration. */
  readonly osText: string;
}

export const inventoryOf = ({ store, settings }: Simulation): Inventory => ({
  state: store.state,
  osText: 'x'.repeat(settings.strictness.osTexts),
});

function triplet(name: string, status: Status): Resource {
  return {
    [name]: status.text,
    [`${name}Indicator`]: status.indicator,
    [`${name}Timestamp`]: status.since,
  };
}

function timestamps(stamped: { createdAt: number; updatedAt: number }): Resource {
  return {
    timestamps: {
      createdAt: new Date(stamped.createdAt).toISOString(),
      updatedAt: new Date(stamped.updatedAt).toISOString(),
    },
  };
}

/** A host with its instance. Like the orchestrator, it omits the instance's host. */
export function hostResource(inventory: Inventory, host: Host): Resource {
  const { state } = inventory;
  const instance = state.instances.find((candidate) => candidate.hostId === host.resourceId);
  return { ...bareHost(host), instance: instance === undefined ? null : bareInstance(inventory, instance) };
}

export function instanceResource(inventory: Inventory, instance: Instance): Resource {
  const { state } = inventory;
  const host = state.hosts.find((candidate) => candidate.resourceId === instance.hostId);
  return {
    ...bareInstance(inventory, instance),
    host: host === undefined ? null : bareHost(host),
    hostID: instance.hostId,
  };
}

function bareHost(host: Host): Resource {
  return {
    resourceId: host.resourceId,
    name: host.name,
    desiredState: host.desiredState,
    currentState: host.currentState,
    site: null,
    siteId: host.siteId,
    provider: null,
    instance: null,
    note: host.note,
    serialNumber: host.serialNumber,
    uuid: host.uuid,
    hostname: host.hostname,
    metadata: host.metadata,
    inheritedMetadata: [],
    ...hardware(host),
    ...power(host),
    ...management(host),
    ...triplet('hostStatus', host.hostStatus),
    ...triplet('onboardingStatus', host.onboardingStatus),
    ...triplet('registrationStatus', host.registrationStatus),
    ...timestamps(host),
  };
}

function hardware(host: Host): Resource {
  return {
    // 64-bit integers are strings in JSON.
    memoryBytes: host.hardware.memoryBytes,
    cpuModel: host.hardware.cpuModel,
    cpuSockets: host.hardware.cpuCores > 0 ? 1 : 0,
    cpuCores: host.hardware.cpuCores,
    cpuThreads: host.hardware.cpuCores,
    cpuCapabilities: '',
    cpuArchitecture: host.hardware.cpuModel === '' ? '' : 'x86_64',
    cpuTopology: '',
    productName: host.hardware.productName,
    biosVersion: host.hardware.biosVersion,
    biosReleaseDate: '',
    biosVendor: '',
    hostStorages: [],
    hostNics: host.pxeMac === '' ? [] : [nic(host)],
    hostUsbs: [],
    hostGpus: [],
    userLvmSize: host.userLvmSize,
  };
}

function nic(host: Host): Resource {
  return {
    deviceName: 'eth0',
    pciIdentifier: '',
    macAddr: host.pxeMac,
    sriovEnabled: false,
    sriovVfsNum: 0,
    sriovVfsTotal: 0,
    mtu: 1500,
    linkState: {
      type: 'NETWORK_INTERFACE_LINK_STATE_UP',
      ...timestamps(host),
    },
    bmcInterface: true,
    ipaddresses: [
      {
        resourceId: '',
        address: `${host.bmcIp}/24`,
        configMethod: 'IP_ADDRESS_CONFIG_METHOD_DYNAMIC',
        status: 'IP_ADDRESS_STATUS_CONFIGURED',
        statusDetail: '',
        ...timestamps(host),
      },
    ],
    ...timestamps(host),
  };
}

function power(host: Host): Resource {
  const isOn = host.powerStatus.indicator === 'STATUS_INDICATION_IDLE';
  return {
    desiredPowerState: host.desiredPowerState,
    currentPowerState: isOn ? 'POWER_STATE_ON' : 'POWER_STATE_UNSPECIFIED',
    powerCommandPolicy: 'POWER_COMMAND_POLICY_IMMEDIATE',
    powerOnTime: 0,
    ...triplet('powerStatus', host.powerStatus),
  };
}

/** Out-of-band management: a virtual machine has none. */
function management(host: Host): Resource {
  return {
    bmcKind: host.bmcIp === '' ? 'BAREMETAL_CONTROLLER_KIND_UNSPECIFIED' : 'BAREMETAL_CONTROLLER_KIND_PDU',
    bmcIp: host.bmcIp,
    amtSku: 'AMT_SKU_UNSPECIFIED',
    desiredAmtState: host.enableVpro ? 'AMT_STATE_PROVISIONED' : 'AMT_STATE_UNPROVISIONED',
    currentAmtState: 'AMT_STATE_UNSPECIFIED',
    amtStatus: 'Unknown',
    amtStatusIndicator: 'STATUS_INDICATION_UNSPECIFIED',
    amtStatusTimestamp: 0,
    amtControlMode: 'AMT_CONTROL_MODE_UNSPECIFIED',
    amtDnsSuffix: '',
    kvmStatus: 'KVM_STATUS_UNSPECIFIED',
    desiredKvmState: 'KVM_STATE_UNSPECIFIED',
    currentKvmState: 'KVM_STATE_UNSPECIFIED',
    kvmSessionStatus: '',
    solStatus: 'SOL_STATUS_UNSPECIFIED',
    desiredSolState: 'SOL_STATE_UNSPECIFIED',
    currentSolState: 'SOL_STATE_UNSPECIFIED',
    solSessionStatus: '',
  };
}

function bareInstance({ state, osText }: Inventory, instance: Instance): Resource {
  const os = state.operatingSystems.find((candidate) => candidate.resourceId === instance.osId);
  const account = state.localAccounts.find((candidate) => candidate.resourceId === instance.localAccountId);
  return {
    resourceId: instance.resourceId,
    instanceID: instance.resourceId,
    kind: instance.kind,
    name: instance.name,
    desiredState: instance.desiredState,
    currentState: instance.currentState,
    host: null,
    hostID: '',
    os: os === undefined ? null : osResource(os, osText),
    osID: instance.osId,
    securityFeature: instance.securityFeature,
    localaccount: account === undefined ? null : localAccountResource(account),
    localAccountID: instance.localAccountId,
    workloadMembers: [],
    updatePolicy: null,
    osUpdatePolicyID: '',
    customConfig: [],
    customConfigID: instance.customConfigIds,
    existingCves: '',
    runtimePackages: '',
    osUpdateAvailable: '',
    ...triplet('instanceStatus', instance.instanceStatus),
    instanceStatusDetail: instance.instanceStatusDetail,
    ...triplet('provisioningStatus', instance.provisioningStatus),
    ...triplet('updateStatus', instance.updateStatus),
    ...triplet('trustedAttestationStatus', instance.trustedAttestationStatus),
    ...timestamps(instance),
  };
}

/** `text`: of its packages and vulnerabilities. */
export function osResource(os: OperatingSystem, text: string): Resource {
  return {
    resourceId: os.resourceId,
    osResourceID: os.resourceId,
    name: os.name,
    architecture: os.architecture,
    imageUrl: os.imageUrl,
    imageId: os.imageId,
    description: os.description,
    sha256: os.sha256,
    profileName: os.profileName,
    profileVersion: os.profileVersion,
    installedPackages: text,
    installedPackagesUrl: '',
    securityFeature: os.securityFeature,
    osType: os.osType,
    osProvider: os.osProvider,
    platformBundle: '',
    metadata: os.metadata,
    tlsCaCert: os.tlsCaCert,
    existingCvesUrl: '',
    existingCves: text,
    fixedCvesUrl: '',
    fixedCves: text,
    repoUrl: '',
    ...timestamps(os),
  };
}

export function providerResource(provider: Provider): Resource {
  return {
    resourceId: provider.resourceId,
    providerID: provider.resourceId,
    providerKind: provider.providerKind,
    providerVendor: provider.providerVendor,
    name: provider.name,
    apiEndpoint: provider.apiEndpoint,
    apiCredentials: provider.apiCredentials,
    config: provider.config,
    ...timestamps(provider),
  };
}

export function localAccountResource(account: LocalAccount): Resource {
  return {
    resourceId: account.resourceId,
    localAccountID: account.resourceId,
    username: account.username,
    sshKey: account.sshKey,
    ...timestamps(account),
  };
}
