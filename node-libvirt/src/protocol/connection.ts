import {
  flags,
  bool,
  char,
  int,
  list,
  nothing,
  optional,
  struct,
  uhyper,
  uint,
  vector,
} from '../xdr/codec.ts';
import {
  authTypeListMax,
  domainListMax,
  domainStatsMax,
  networkListMax,
  nodeCPUStatsMax,
  nodeDeviceListMax,
  nodeMemoryStatsMax,
  secretListMax,
  storagePoolListMax,
} from './limits.ts';
import { remoteProgram, row, table } from './procedure.ts';
import {
  domainRef,
  networkRef,
  nodeDeviceRef,
  optionalText,
  poolRef,
  secretRef,
  text,
  typedParameter,
} from './types.ts';

const listing = struct({ need_results: bool, flags });
const nodeStat = struct({ field: text, value: uhyper });

/** Procedures about the connection itself and the host behind it. */
export const connectionProcedures = table(remoteProgram, {
  AUTH_LIST: row(66, nothing, struct({ types: list(int, authTypeListMax) })),
  AUTH_POLKIT: row(70, nothing, struct({ complete: int })),
  CONNECT_OPEN: row(1, struct({ name: optionalText, flags }), nothing),
  CONNECT_CLOSE: row(2, nothing, nothing),
  CONNECT_SUPPORTS_FEATURE: row(60, struct({ feature: int }), struct({ supported: bool })),
  CONNECT_GET_TYPE: row(3, nothing, struct({ type: text })),
  CONNECT_GET_VERSION: row(4, nothing, struct({ hv_ver: uhyper })),
  CONNECT_GET_LIB_VERSION: row(157, nothing, struct({ lib_ver: uhyper })),
  CONNECT_GET_HOSTNAME: row(59, nothing, struct({ hostname: text })),
  CONNECT_GET_URI: row(110, nothing, struct({ uri: text })),
  CONNECT_GET_CAPABILITIES: row(7, nothing, struct({ capabilities: text })),
  CONNECT_GET_DOMAIN_CAPABILITIES: row(
    342,
    struct({
      emulatorbin: optionalText,
      arch: optionalText,
      machine: optionalText,
      virttype: optionalText,
      flags,
    }),
    struct({ capabilities: text }),
  ),
  CONNECT_GET_MAX_VCPUS: row(5, struct({ type: optionalText }), struct({ max_vcpus: int })),
  CONNECT_GET_SYSINFO: row(203, struct({ flags }), struct({ sysinfo: text })),
  CONNECT_REGISTER_CLOSE_CALLBACK: row(360, nothing, nothing),
  NODE_GET_INFO: row(
    6,
    nothing,
    struct({
      model: vector(char, 32),
      memory: uhyper,
      cpus: int,
      mhz: int,
      nodes: int,
      sockets: int,
      cores: int,
      threads: int,
    }),
  ),
  NODE_GET_FREE_MEMORY: row(102, nothing, struct({ freeMem: uhyper })),
  NODE_GET_CPU_STATS: row(
    227,
    struct({ cpuNum: int, nparams: int, flags }),
    struct({ params: list(nodeStat, nodeCPUStatsMax), nparams: int }),
  ),
  NODE_GET_MEMORY_STATS: row(
    228,
    struct({ nparams: int, cellNum: int, flags }),
    struct({ params: list(nodeStat, nodeMemoryStatsMax), nparams: int }),
  ),
  CONNECT_LIST_ALL_DOMAINS: row(273, listing, struct({ domains: list(domainRef, domainListMax), ret: uint })),
  CONNECT_LIST_ALL_NETWORKS: row(283, listing, struct({ nets: list(networkRef, networkListMax), ret: uint })),
  CONNECT_LIST_ALL_STORAGE_POOLS: row(
    281,
    listing,
    struct({ pools: list(poolRef, storagePoolListMax), ret: uint }),
  ),
  CONNECT_LIST_ALL_NODE_DEVICES: row(
    285,
    listing,
    struct({ devices: list(nodeDeviceRef, nodeDeviceListMax), ret: uint }),
  ),
  CONNECT_LIST_ALL_SECRETS: row(287, listing, struct({ secrets: list(secretRef, secretListMax), ret: uint })),
  CONNECT_GET_ALL_DOMAIN_STATS: row(
    344,
    struct({ doms: list(domainRef, domainListMax), stats: flags, flags }),
    struct({
      retStats: list(struct({ dom: domainRef, params: list(typedParameter, domainStatsMax) }), domainListMax),
    }),
  ),
  NODE_DEVICE_GET_XML_DESC: row(114, struct({ name: text, flags }), struct({ xml: text })),
  SECRET_GET_XML_DESC: row(143, struct({ secret: secretRef, flags }), struct({ xml: text })),
  CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: row(
    316,
    struct({ eventID: int, dom: optional(domainRef) }),
    struct({ callbackID: int }),
  ),
  CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: row(317, struct({ callbackID: int }), nothing),
  CONNECT_NETWORK_EVENT_REGISTER_ANY: row(
    313,
    struct({ eventID: int, net: optional(networkRef) }),
    struct({ callbackID: int }),
  ),
  CONNECT_NETWORK_EVENT_DEREGISTER_ANY: row(314, struct({ callbackID: int }), nothing),
  CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY: row(
    368,
    struct({ eventID: int, pool: optional(poolRef) }),
    struct({ callbackID: int }),
  ),
  CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY: row(369, struct({ callbackID: int }), nothing),
});
