import { flags, hyper, int, list, nothing, struct, uhyper } from '../xdr/codec.ts';
import type { Codec } from '../xdr/codec.ts';
import { graphicsIdentityMax, jobStatsMax, tunableMax } from './limits.ts';
import { remoteProgram, row, table } from './procedure.ts';
import { domainRef, networkRef, optionalText, poolRef, text, typedParameter } from './types.ts';

/** The newer domain events carry the fields directly behind the callback's number, the older ones in a `msg`. */
const wrapped = <T>(number: number, msg: Codec<T>) => row(number, struct({ callbackID: int, msg }), nothing);
const withReason = <T>(number: number, msg: Codec<T>) =>
  row(number, struct({ callbackID: int, reason: int, msg }), nothing);

const domainOnly = struct({ dom: domainRef });
const graphicsAddress = struct({ family: int, node: text, service: text });

/** Messages the daemon sends unasked once a callback is registered. */
export const eventMessages = table(remoteProgram, {
  CONNECT_EVENT_CONNECTION_CLOSED: row(362, struct({ reason: int }), nothing),
  DOMAIN_EVENT_CALLBACK_LIFECYCLE: wrapped(318, struct({ dom: domainRef, event: int, detail: int })),
  DOMAIN_EVENT_CALLBACK_REBOOT: wrapped(319, domainOnly),
  DOMAIN_EVENT_CALLBACK_RTC_CHANGE: wrapped(320, struct({ dom: domainRef, offset: hyper })),
  DOMAIN_EVENT_CALLBACK_WATCHDOG: wrapped(321, struct({ dom: domainRef, action: int })),
  DOMAIN_EVENT_CALLBACK_GRAPHICS: wrapped(
    323,
    struct({
      dom: domainRef,
      phase: int,
      local: graphicsAddress,
      remote: graphicsAddress,
      authScheme: text,
      subject: list(struct({ type: text, name: text }), graphicsIdentityMax),
    }),
  ),
  DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON: wrapped(
    324,
    struct({ dom: domainRef, srcPath: text, devAlias: text, action: int, reason: text }),
  ),
  DOMAIN_EVENT_CALLBACK_CONTROL_ERROR: wrapped(325, domainOnly),
  DOMAIN_EVENT_CALLBACK_DISK_CHANGE: wrapped(
    327,
    struct({
      dom: domainRef,
      oldSrcPath: optionalText,
      newSrcPath: optionalText,
      devAlias: text,
      reason: int,
    }),
  ),
  DOMAIN_EVENT_CALLBACK_TRAY_CHANGE: wrapped(328, struct({ dom: domainRef, devAlias: text, reason: int })),
  DOMAIN_EVENT_CALLBACK_PMWAKEUP: withReason(329, domainOnly),
  DOMAIN_EVENT_CALLBACK_PMSUSPEND: withReason(330, domainOnly),
  DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE: wrapped(331, struct({ dom: domainRef, actual: uhyper })),
  DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED: wrapped(333, struct({ dom: domainRef, devAlias: text })),
  DOMAIN_EVENT_BLOCK_JOB_2: row(
    339,
    struct({ callbackID: int, dom: domainRef, dst: text, type: int, status: int }),
    nothing,
  ),
  DOMAIN_EVENT_CALLBACK_TUNABLE: row(
    346,
    struct({ callbackID: int, dom: domainRef, params: list(typedParameter, tunableMax) }),
    nothing,
  ),
  DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE: row(
    348,
    struct({ callbackID: int, dom: domainRef, state: int, reason: int }),
    nothing,
  ),
  DOMAIN_EVENT_CALLBACK_DEVICE_ADDED: row(
    354,
    struct({ callbackID: int, dom: domainRef, devAlias: text }),
    nothing,
  ),
  DOMAIN_EVENT_CALLBACK_JOB_COMPLETED: row(
    363,
    struct({ callbackID: int, dom: domainRef, params: list(typedParameter, jobStatsMax) }),
    nothing,
  ),
  DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED: row(
    367,
    struct({ callbackID: int, dom: domainRef, devAlias: text }),
    nothing,
  ),
  DOMAIN_EVENT_CALLBACK_METADATA_CHANGE: row(
    379,
    struct({ callbackID: int, dom: domainRef, type: int, nsuri: optionalText }),
    nothing,
  ),
  DOMAIN_EVENT_MEMORY_FAILURE: row(
    423,
    struct({ callbackID: int, dom: domainRef, recipient: int, action: int, flags }),
    nothing,
  ),
  NETWORK_EVENT_LIFECYCLE: row(
    315,
    struct({ callbackID: int, net: networkRef, event: int, detail: int }),
    nothing,
  ),
  STORAGE_POOL_EVENT_LIFECYCLE: row(
    370,
    struct({ callbackID: int, pool: poolRef, event: int, detail: int }),
    nothing,
  ),
  STORAGE_POOL_EVENT_REFRESH: row(373, struct({ callbackID: int, pool: poolRef }), nothing),
});
