import type { Value } from '../xdr/codec.ts';
import { remoteError } from '../protocol/types.ts';
import { encode } from './bytes.ts';

/** An error's bytes as the daemon sends them; omitted fields are those that libvirt itself leaves out. */
export function daemonError(fields: Partial<Value<typeof remoteError>> = {}): Buffer {
  return encode(remoteError, {
    code: 1,
    domain: 7,
    message: 'no',
    level: 2,
    dom: null,
    str1: null,
    str2: null,
    str3: null,
    int1: 0,
    int2: 0,
    net: null,
    ...fields,
  });
}
