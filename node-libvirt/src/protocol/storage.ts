import { flags, bool, char, list, nothing, struct, uchar, uhyper, uint, uuid } from '../xdr/codec.ts';
import { storageVolListMax } from './limits.ts';
import { remoteProgram, row, table } from './procedure.ts';
import { poolRef, text, volumeRef } from './types.ts';

const poolOnly = struct({ pool: poolRef });
const poolFlags = struct({ pool: poolRef, flags });
const poolResult = struct({ pool: poolRef });
const xmlFlags = struct({ xml: text, flags });
const volFlags = struct({ vol: volumeRef, flags });
const volResult = struct({ vol: volumeRef });
const transfer = struct({ vol: volumeRef, offset: uhyper, length: uhyper, flags });

/** Procedures of virStoragePool. */
export const poolProcedures = table(remoteProgram, {
  STORAGE_POOL_LOOKUP_BY_NAME: row(84, struct({ name: text }), poolResult),
  STORAGE_POOL_LOOKUP_BY_UUID: row(85, struct({ uuid }), poolResult),
  STORAGE_POOL_LOOKUP_BY_VOLUME: row(86, struct({ vol: volumeRef }), poolResult),
  STORAGE_POOL_LOOKUP_BY_TARGET_PATH: row(391, struct({ path: text }), poolResult),
  STORAGE_POOL_DEFINE_XML: row(77, xmlFlags, poolResult),
  STORAGE_POOL_CREATE_XML: row(76, xmlFlags, poolResult),
  STORAGE_POOL_BUILD: row(79, poolFlags, nothing),
  STORAGE_POOL_CREATE: row(78, poolFlags, nothing),
  STORAGE_POOL_DESTROY: row(80, poolOnly, nothing),
  STORAGE_POOL_DELETE: row(81, poolFlags, nothing),
  STORAGE_POOL_UNDEFINE: row(82, poolOnly, nothing),
  STORAGE_POOL_REFRESH: row(83, poolFlags, nothing),
  STORAGE_POOL_GET_INFO: row(
    87,
    poolOnly,
    struct({ state: uchar, capacity: uhyper, allocation: uhyper, available: uhyper }),
  ),
  STORAGE_POOL_GET_XML_DESC: row(88, poolFlags, struct({ xml: text })),
  STORAGE_POOL_GET_AUTOSTART: row(89, poolOnly, struct({ autostart: bool })),
  STORAGE_POOL_SET_AUTOSTART: row(90, struct({ pool: poolRef, autostart: bool }), nothing),
  STORAGE_POOL_IS_ACTIVE: row(154, poolOnly, struct({ active: bool })),
  STORAGE_POOL_IS_PERSISTENT: row(155, poolOnly, struct({ persistent: bool })),
  STORAGE_POOL_LIST_ALL_VOLUMES: row(
    282,
    struct({ pool: poolRef, need_results: bool, flags }),
    struct({ vols: list(volumeRef, storageVolListMax), ret: uint }),
  ),
});

/** Procedures of virStorageVol. */
export const volumeProcedures = table(remoteProgram, {
  STORAGE_VOL_LOOKUP_BY_NAME: row(95, struct({ pool: poolRef, name: text }), volResult),
  STORAGE_VOL_LOOKUP_BY_KEY: row(96, struct({ key: text }), volResult),
  STORAGE_VOL_LOOKUP_BY_PATH: row(97, struct({ path: text }), volResult),
  STORAGE_VOL_CREATE_XML: row(93, struct({ pool: poolRef, xml: text, flags }), volResult),
  STORAGE_VOL_CREATE_XML_FROM: row(
    125,
    struct({ pool: poolRef, xml: text, clonevol: volumeRef, flags }),
    volResult,
  ),
  STORAGE_VOL_RESIZE: row(260, struct({ vol: volumeRef, capacity: uhyper, flags }), nothing),
  STORAGE_VOL_WIPE_PATTERN: row(259, struct({ vol: volumeRef, algorithm: uint, flags }), nothing),
  STORAGE_VOL_UPLOAD: row(208, transfer, nothing),
  STORAGE_VOL_DOWNLOAD: row(209, transfer, nothing),
  STORAGE_VOL_GET_INFO: row(
    98,
    struct({ vol: volumeRef }),
    struct({ type: char, capacity: uhyper, allocation: uhyper }),
  ),
  STORAGE_VOL_GET_INFO_FLAGS: row(
    378,
    volFlags,
    struct({ type: char, capacity: uhyper, allocation: uhyper }),
  ),
  STORAGE_VOL_GET_XML_DESC: row(99, volFlags, struct({ xml: text })),
  STORAGE_VOL_GET_PATH: row(100, struct({ vol: volumeRef }), struct({ name: text })),
  STORAGE_VOL_DELETE: row(94, volFlags, nothing),
});
