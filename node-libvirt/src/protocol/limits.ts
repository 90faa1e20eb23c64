/**
 * Upper limits of the protocol, enforced on everything received and sent.
 * Source: src/remote/remote_protocol.x and src/rpc/virnetprotocol.x of libvirt 9.0.0.
 */

/** Bytes of the length word in front of every packet. */
export const lengthSize = 4;
/** Bytes of the packet header: six words. */
export const headerSize = 24;
/** Largest packet, length word not counted (VIR_NET_MESSAGE_MAX). */
export const messageMax = 33_554_432;
/**
 * Largest stream packet payload sent. Daemons take messages of up to messageMax; a quarter of a mebibyte, about
 * what the C client sends, keeps what is in flight small, and its being a power of two keeps file chunks in one piece.
 */
export const streamPayloadMax = 262_144;

export const stringMax = 4_194_304;
export const domainListMax = 16_384;
export const networkListMax = 16_384;
export const storagePoolListMax = 16_384;
export const storageVolListMax = 16_384;
export const nodeDeviceListMax = 65_536;
export const secretListMax = 16_384;
export const snapshotListMax = 16_384;
export const authTypeListMax = 20;
export const nodeCPUStatsMax = 16;
export const nodeMemoryStatsMax = 16;
export const sendKeyMax = 16;
export const blockIoTuneMax = 32;
export const interfaceParametersMax = 16;
export const jobStatsMax = 64;
export const dhcpLeasesMax = 65_536;
export const domainStatsMax = 262_144;
export const tunableMax = 2048;
export const interfaceMax = 2048;
export const ipAddressMax = 2048;
export const graphicsIdentityMax = 20;
