import { ConnectFlags } from '../constants/host.ts';
import { ErrorCode } from '../constants/error-codes.ts';
import { isLibvirtError, LibvirtError } from '../error.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import type { RpcObserver } from '../rpc/client.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import { RpcClient } from '../rpc/client.ts';
import { waitWithin } from '../rpc/waiting.ts';
import { refused } from '../transport/transport.ts';
import type { Dial, Transport } from '../transport/transport.ts';

/** virDrvFeature in src/libvirt_internal.h: features of the connection itself. */
export const Feature = {
  PROGRAM_KEEPALIVE: 10,
  REMOTE_EVENT_CALLBACK: 14,
  REMOTE_CLOSE_CALLBACK: 15,
  NETWORK_UPDATE_HAS_CORRECT_ORDER: 16,
} as const;

/** remote_auth_type in remote_protocol.x. */
const AuthType = { NONE: 0, SASL: 1, POLKIT: 2 } as const;

export interface Introduction {
  readonly dial: Dial;
  /** The URI the daemon is asked to open; empty lets it choose. */
  readonly name: string;
  readonly readOnly: boolean;
  /** Whether the daemon may watch us with keep-alive. Not for stream connections: those stop reading at will. */
  readonly keepAlive: boolean;
}

export interface IntroductionLimits {
  readonly dialling: CallOptions;
  /** The options of each of the calls. */
  readonly step: () => CallOptions;
}

export interface IntroductionObserver extends RpcObserver {
  /** The client exists, but has not opened the connection yet. */
  dialled(client: RpcClient): void;
}

/**
 * Dials, authenticates and opens, in the order of the C client (doRemoteOpen in remote_driver.c).
 * A connection that fails during this is `refused`, with the far end's message.
 */
export async function introduce(
  introduction: Introduction,
  observer: IntroductionObserver,
  { dialling, step }: IntroductionLimits,
): Promise<{ client: RpcClient; peerKeepsAlive: boolean }> {
  const transport = await dialWithin(introduction.dial, dialling);
  const client = new RpcClient(transport.duplex, observer);
  observer.dialled(client);
  try {
    await authenticate(client, step);
    const peerKeepsAlive =
      introduction.keepAlive && (await supports(client, Feature.PROGRAM_KEEPALIVE, step()));
    const flags = introduction.readOnly ? ConnectFlags.RO : 0;
    await client.call(procedures.CONNECT_OPEN, { name: introduction.name, flags }, step());
    return { client, peerKeepsAlive };
  } catch (error) {
    client.destroy(new LibvirtError({ kind: 'closed', code: ErrorCode.RPC, message: 'opening failed' }));
    throw await explained(error, transport);
  }
}

/** Limits also apply to dialling, whether or not `dial` itself observes them. */
async function dialWithin(dial: Dial, options: CallOptions): Promise<Transport> {
  const givenUp = new AbortController();
  const dialling = dial(givenUp.signal);
  try {
    return await waitWithin(dialling, options, procedures.CONNECT_OPEN.name);
  } catch (error) {
    givenUp.abort(error);
    dialling.then(
      ({ duplex }) => duplex.destroy(),
      () => undefined,
    );
    throw error;
  }
}

async function authenticate(client: RpcClient, step: () => CallOptions): Promise<void> {
  let types: number[];
  try {
    ({ types } = await client.call(procedures.AUTH_LIST, {}, step()));
  } catch (error) {
    // A daemon too old to have the call needs no authentication.
    if (isLibvirtError(error, ErrorCode.NO_SUPPORT)) return;
    throw error;
  }
  switch (types[0] ?? AuthType.NONE) {
    case AuthType.NONE:
      return;
    case AuthType.POLKIT:
      await authenticateByPolkit(client, step());
      return;
    case AuthType.SASL:
      throw refused(
        'the daemon asks for SASL authentication, which is not supported; use a unix socket, ssh or TLS',
      );
    default:
      throw refused(`the daemon asks for unknown authentication ${String(types[0])}`);
  }
}

/** The daemon asks polkit itself; its error when polkit refuses or is missing depends on its release. */
async function authenticateByPolkit(client: RpcClient, options: CallOptions): Promise<void> {
  try {
    await client.call(procedures.AUTH_POLKIT, {}, options);
  } catch (error) {
    if (!(error instanceof LibvirtError) || error.kind !== 'libvirt') throw error;
    const { code, domain, call } = error;
    const message = `${error.message}; polkit must allow this user, as it does members of the group «libvirt»`;
    throw new LibvirtError({
      kind: 'refused',
      code,
      domain,
      message,
      cause: error,
      ...(call ? { call } : {}),
    });
  }
}

/** Whether the far end has `feature`; a daemon without this call does not. */
export async function supports(client: RpcClient, feature: number, options: CallOptions): Promise<boolean> {
  try {
    return (await client.call(procedures.CONNECT_SUPPORTS_FEATURE, { feature }, options)).supported;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_SUPPORT)) return false;
    throw error;
  }
}

async function explained(error: unknown, transport: Transport): Promise<unknown> {
  if (!(error instanceof LibvirtError) || error.kind !== 'lost') return error;
  const complaint = await transport.complaint();
  return refused(complaint === '' ? error.message : complaint, error);
}
