import {
  flags,
  bool,
  int,
  list,
  nothing,
  optional,
  struct,
  uchar,
  uhyper,
  uint,
  ushort,
  uuid,
} from '../xdr/codec.ts';
import {
  blockIoTuneMax,
  interfaceMax,
  interfaceParametersMax,
  ipAddressMax,
  jobStatsMax,
  sendKeyMax,
  snapshotListMax,
} from './limits.ts';
import { qemuProgram, remoteProgram, row, table } from './procedure.ts';
import { domainRef, optionalText, snapshotRef, text, typedParameter } from './types.ts';

const domainOnly = struct({ dom: domainRef });
const domainFlags = struct({ dom: domainRef, flags });
const domainXML = struct({ dom: domainRef, xml: text, flags });
const domainResult = struct({ dom: domainRef });
const xmlFlags = struct({ xml: text, flags });

/** Procedures of virDomain. */
export const domainProcedures = table(remoteProgram, {
  DOMAIN_LOOKUP_BY_ID: row(22, struct({ id: int }), domainResult),
  DOMAIN_LOOKUP_BY_NAME: row(23, struct({ name: text }), domainResult),
  DOMAIN_LOOKUP_BY_UUID: row(24, struct({ uuid }), domainResult),
  DOMAIN_DEFINE_XML_FLAGS: row(350, xmlFlags, domainResult),
  DOMAIN_CREATE_XML: row(10, struct({ xml_desc: text, flags }), domainResult),
  DOMAIN_CREATE_WITH_FLAGS: row(196, domainFlags, domainResult),
  DOMAIN_SHUTDOWN_FLAGS: row(258, domainFlags, nothing),
  DOMAIN_REBOOT: row(27, domainFlags, nothing),
  DOMAIN_RESET: row(245, domainFlags, nothing),
  DOMAIN_SUSPEND: row(34, domainOnly, nothing),
  DOMAIN_RESUME: row(28, domainOnly, nothing),
  DOMAIN_DESTROY_FLAGS: row(234, domainFlags, nothing),
  DOMAIN_UNDEFINE_FLAGS: row(231, domainFlags, nothing),
  DOMAIN_SAVE_FLAGS: row(232, struct({ dom: domainRef, to: text, dxml: optionalText, flags }), nothing),
  DOMAIN_RESTORE_FLAGS: row(233, struct({ from: text, dxml: optionalText, flags }), nothing),
  DOMAIN_MANAGED_SAVE: row(182, domainFlags, nothing),
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: row(183, domainFlags, struct({ result: bool })),
  DOMAIN_MANAGED_SAVE_REMOVE: row(184, domainFlags, nothing),
  DOMAIN_GET_XML_DESC: row(14, domainFlags, struct({ xml: text })),
  DOMAIN_GET_INFO: row(
    16,
    domainOnly,
    struct({ state: uchar, maxMem: uhyper, memory: uhyper, nrVirtCpu: ushort, cpuTime: uhyper }),
  ),
  DOMAIN_GET_STATE: row(212, domainFlags, struct({ state: int, reason: int })),
  DOMAIN_IS_ACTIVE: row(150, domainOnly, struct({ active: bool })),
  DOMAIN_IS_PERSISTENT: row(151, domainOnly, struct({ persistent: bool })),
  DOMAIN_IS_UPDATED: row(202, domainOnly, struct({ updated: bool })),
  DOMAIN_GET_AUTOSTART: row(15, domainOnly, struct({ autostart: bool })),
  DOMAIN_SET_AUTOSTART: row(29, struct({ dom: domainRef, autostart: bool }), nothing),
  DOMAIN_GET_OS_TYPE: row(19, domainOnly, struct({ type: text })),
  DOMAIN_GET_HOSTNAME: row(277, domainFlags, struct({ hostname: text })),
  DOMAIN_GET_METADATA: row(
    265,
    struct({ dom: domainRef, type: int, uri: optionalText, flags }),
    struct({ metadata: text }),
  ),
  DOMAIN_SET_METADATA: row(
    264,
    struct({
      dom: domainRef,
      type: int,
      metadata: optionalText,
      key: optionalText,
      uri: optionalText,
      flags,
    }),
    nothing,
  ),
  DOMAIN_ATTACH_DEVICE_FLAGS: row(160, domainXML, nothing),
  DOMAIN_DETACH_DEVICE_FLAGS: row(161, domainXML, nothing),
  DOMAIN_UPDATE_DEVICE_FLAGS: row(174, domainXML, nothing),
  DOMAIN_GET_MAX_MEMORY: row(17, domainOnly, struct({ memory: uhyper })),
  DOMAIN_SET_MEMORY_FLAGS: row(204, struct({ dom: domainRef, memory: uhyper, flags }), nothing),
  DOMAIN_GET_VCPUS_FLAGS: row(200, domainFlags, struct({ num: int })),
  DOMAIN_SET_VCPUS_FLAGS: row(199, struct({ dom: domainRef, nvcpus: uint, flags }), nothing),
  DOMAIN_GET_BLOCK_INFO: row(
    194,
    struct({ dom: domainRef, path: text, flags }),
    struct({ allocation: uhyper, capacity: uhyper, physical: uhyper }),
  ),
  DOMAIN_BLOCK_RESIZE: row(251, struct({ dom: domainRef, disk: text, size: uhyper, flags }), nothing),
  DOMAIN_BLOCK_COMMIT: row(
    290,
    struct({
      dom: domainRef,
      disk: text,
      base: optionalText,
      top: optionalText,
      bandwidth: uhyper,
      flags,
    }),
    nothing,
  ),
  DOMAIN_GET_BLOCK_JOB_INFO: row(
    238,
    struct({ dom: domainRef, path: text, flags }),
    struct({ found: int, type: int, bandwidth: uhyper, cur: uhyper, end: uhyper }),
  ),
  DOMAIN_BLOCK_JOB_ABORT: row(237, struct({ dom: domainRef, path: text, flags }), nothing),
  DOMAIN_SET_BLOCK_IO_TUNE: row(
    252,
    struct({ dom: domainRef, disk: text, params: list(typedParameter, blockIoTuneMax), flags }),
    nothing,
  ),
  DOMAIN_SET_INTERFACE_PARAMETERS: row(
    256,
    struct({ dom: domainRef, device: text, params: list(typedParameter, interfaceParametersMax), flags }),
    nothing,
  ),
  DOMAIN_INTERFACE_ADDRESSES: row(
    353,
    struct({ dom: domainRef, source: uint, flags }),
    struct({
      ifaces: list(
        struct({
          name: text,
          hwaddr: optionalText,
          addrs: list(struct({ type: int, addr: text, prefix: uint }), ipAddressMax),
        }),
        interfaceMax,
      ),
    }),
  ),
  DOMAIN_SCREENSHOT: row(
    211,
    struct({ dom: domainRef, screen: uint, flags }),
    struct({ mime: optionalText }),
  ),
  DOMAIN_SEND_KEY: row(
    226,
    struct({ dom: domainRef, codeset: uint, holdtime: uint, keycodes: list(uint, sendKeyMax), flags }),
    nothing,
  ),
  DOMAIN_OPEN_CONSOLE: row(201, struct({ dom: domainRef, dev_name: optionalText, flags }), nothing),
  DOMAIN_OPEN_CHANNEL: row(296, struct({ dom: domainRef, name: optionalText, flags }), nothing),
  DOMAIN_RENAME: row(
    358,
    struct({ dom: domainRef, new_name: optionalText, flags }),
    struct({ retcode: int }),
  ),
  DOMAIN_GET_JOB_INFO: row(
    163,
    domainOnly,
    struct({
      type: int,
      timeElapsed: uhyper,
      timeRemaining: uhyper,
      dataTotal: uhyper,
      dataProcessed: uhyper,
      dataRemaining: uhyper,
      memTotal: uhyper,
      memProcessed: uhyper,
      memRemaining: uhyper,
      fileTotal: uhyper,
      fileProcessed: uhyper,
      fileRemaining: uhyper,
    }),
  ),
  DOMAIN_GET_JOB_STATS: row(
    298,
    domainFlags,
    struct({ type: int, params: list(typedParameter, jobStatsMax) }),
  ),
  DOMAIN_ABORT_JOB: row(164, domainOnly, nothing),
  DOMAIN_ABORT_JOB_FLAGS: row(442, domainFlags, nothing),
});

/** Procedures of virDomainSnapshot. */
export const snapshotProcedures = table(remoteProgram, {
  DOMAIN_SNAPSHOT_CREATE_XML: row(
    185,
    struct({ dom: domainRef, xml_desc: text, flags }),
    struct({ snap: snapshotRef }),
  ),
  DOMAIN_LIST_ALL_SNAPSHOTS: row(
    274,
    struct({ dom: domainRef, need_results: bool, flags }),
    struct({ snapshots: list(snapshotRef, snapshotListMax), ret: int }),
  ),
  DOMAIN_SNAPSHOT_LOOKUP_BY_NAME: row(
    189,
    struct({ dom: domainRef, name: text, flags }),
    struct({ snap: snapshotRef }),
  ),
  DOMAIN_SNAPSHOT_CURRENT: row(191, domainFlags, struct({ snap: snapshotRef })),
  DOMAIN_SNAPSHOT_GET_XML_DESC: row(186, struct({ snap: snapshotRef, flags }), struct({ xml: text })),
  DOMAIN_REVERT_TO_SNAPSHOT: row(192, struct({ snap: snapshotRef, flags }), nothing),
  DOMAIN_SNAPSHOT_DELETE: row(193, struct({ snap: snapshotRef, flags }), nothing),
});

/** Procedures only the QEMU driver has. */
export const qemuProcedures = table(qemuProgram, {
  DOMAIN_AGENT_COMMAND: row(
    3,
    struct({ dom: domainRef, cmd: text, timeout: int, flags }),
    struct({ result: optional(text) }),
  ),
});
