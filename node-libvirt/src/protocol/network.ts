import { flags, bool, hyper, int, list, nothing, struct, uint, uuid } from '../xdr/codec.ts';
import { dhcpLeasesMax } from './limits.ts';
import { remoteProgram, row, table } from './procedure.ts';
import { networkRef, optionalText, text } from './types.ts';

const networkOnly = struct({ net: networkRef });
const networkResult = struct({ net: networkRef });

/** Procedures of virNetwork. */
export const networkProcedures = table(remoteProgram, {
  NETWORK_LOOKUP_BY_NAME: row(46, struct({ name: text }), networkResult),
  NETWORK_LOOKUP_BY_UUID: row(47, struct({ uuid }), networkResult),
  NETWORK_DEFINE_XML: row(41, struct({ xml: text }), networkResult),
  NETWORK_CREATE_XML: row(40, struct({ xml: text }), networkResult),
  NETWORK_DEFINE_XML_FLAGS: row(432, struct({ xml: text, flags }), networkResult),
  NETWORK_CREATE_XML_FLAGS: row(437, struct({ xml: text, flags }), networkResult),
  NETWORK_CREATE: row(39, networkOnly, nothing),
  NETWORK_DESTROY: row(42, networkOnly, nothing),
  NETWORK_UNDEFINE: row(49, networkOnly, nothing),
  NETWORK_UPDATE: row(
    291,
    struct({ net: networkRef, command: uint, section: uint, parentIndex: int, xml: text, flags }),
    nothing,
  ),
  NETWORK_GET_XML_DESC: row(43, struct({ net: networkRef, flags }), struct({ xml: text })),
  NETWORK_GET_BRIDGE_NAME: row(45, networkOnly, struct({ name: text })),
  NETWORK_GET_AUTOSTART: row(44, networkOnly, struct({ autostart: bool })),
  NETWORK_SET_AUTOSTART: row(48, struct({ net: networkRef, autostart: bool }), nothing),
  NETWORK_IS_ACTIVE: row(152, networkOnly, struct({ active: bool })),
  NETWORK_IS_PERSISTENT: row(153, networkOnly, struct({ persistent: bool })),
  NETWORK_GET_DHCP_LEASES: row(
    341,
    struct({ net: networkRef, mac: optionalText, need_results: bool, flags }),
    struct({
      leases: list(
        struct({
          iface: text,
          expirytime: hyper,
          type: int,
          mac: optionalText,
          iaid: optionalText,
          ipaddr: text,
          prefix: uint,
          hostname: optionalText,
          clientid: optionalText,
        }),
        dhcpLeasesMax,
      ),
      ret: uint,
    }),
  ),
});
