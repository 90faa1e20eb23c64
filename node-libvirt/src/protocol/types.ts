import { TypedParameterType } from '../constants/host.ts';
import type { Codec, Value } from '../xdr/codec.ts';
import { hyper, int, optional, string, struct, uint, uhyper, double, uuid } from '../xdr/codec.ts';
import type { XdrReader } from '../xdr/reader.ts';
import { malformed } from '../xdr/reader.ts';
import type { XdrWriter } from '../xdr/writer.ts';
import { stringMax } from './limits.ts';

/** A string that must be there (remote_nonnull_string). */
export const text = string(stringMax);
/** A string that may be absent (remote_string); absent is `null`. */
export const optionalText = optional(text);

/** What identifies a domain on the wire. The daemon looks it up by `uuid`; `id` is -1 when it was not running. */
export const domainRef = struct({ name: text, uuid, id: int });
export const networkRef = struct({ name: text, uuid });
export const poolRef = struct({ name: text, uuid });
export const volumeRef = struct({ pool: text, name: text, key: text });
export const nodeDeviceRef = struct({ name: text });
export const secretRef = struct({ uuid, usageType: int, usageID: text });
export const snapshotRef = struct({ name: text, dom: domainRef });

export type DomainRef = Value<typeof domainRef>;
export type NetworkRef = Value<typeof networkRef>;
export type PoolRef = Value<typeof poolRef>;
export type VolumeRef = Value<typeof volumeRef>;
export type NodeDeviceRef = Value<typeof nodeDeviceRef>;
export type SecretRef = Value<typeof secretRef>;
export type SnapshotRef = Value<typeof snapshotRef>;

/** libvirt's error as it travels (virNetMessageError). */
export const remoteError = struct({
  code: int,
  domain: int,
  message: optionalText,
  level: int,
  dom: optional(domainRef),
  str1: optionalText,
  str2: optionalText,
  str3: optionalText,
  int1: int,
  int2: int,
  net: optional(networkRef),
});

/**
 * A value with its C type. 64-bit values are bigint, so that none is ever rounded; booleans are booleans.
 * Source: virTypedParameterType in libvirt-common.h.
 */
export type TypedValue =
  | { readonly type: 'int' | 'uint' | 'double'; readonly value: number }
  | { readonly type: 'llong' | 'ullong'; readonly value: bigint }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string };

export interface TypedParameter {
  readonly field: string;
  readonly value: TypedValue;
}

const { INT, UINT, LLONG, ULLONG, DOUBLE, BOOLEAN, STRING } = TypedParameterType;

function readTypedValue(from: XdrReader): TypedValue {
  const type = from.int();
  switch (type) {
    case INT:
      return { type: 'int', value: from.int() };
    case UINT:
      return { type: 'uint', value: from.uint() };
    case LLONG:
      return { type: 'llong', value: from.hyper() };
    case ULLONG:
      return { type: 'ullong', value: from.uhyper() };
    case DOUBLE:
      return { type: 'double', value: from.double() };
    case BOOLEAN:
      return { type: 'boolean', value: from.int() !== 0 };
    case STRING:
      return { type: 'string', value: from.string(stringMax) };
    default:
      throw malformed(`typed parameter has unknown type ${String(type)}`);
  }
}

function writeTypedValue(to: XdrWriter, item: TypedValue): void {
  switch (item.type) {
    case 'int':
      to.int(INT);
      int.write(to, item.value);
      break;
    case 'uint':
      to.int(UINT);
      uint.write(to, item.value);
      break;
    case 'llong':
      to.int(LLONG);
      hyper.write(to, item.value);
      break;
    case 'ullong':
      to.int(ULLONG);
      uhyper.write(to, item.value);
      break;
    case 'double':
      to.int(DOUBLE);
      double.write(to, item.value);
      break;
    case 'boolean':
      to.int(BOOLEAN);
      to.int(item.value ? 1 : 0);
      break;
    case 'string':
      to.int(STRING);
      to.string(item.value, stringMax);
      break;
  }
}

/** Written out rather than composed: statistics of thousands of domains are hundreds of thousands of these. */
export const typedParameter: Codec<TypedParameter> = {
  shape: `{field:${text.shape},value:union{1:int,2:uint,3:hyper,4:uhyper,5:double,6:int,7:${text.shape}}}`,
  read: (from) => ({ field: from.string(stringMax), value: readTypedValue(from) }),
  write: (to, parameter) => {
    to.string(parameter.field, stringMax);
    writeTypedValue(to, parameter.value);
  },
};
