import type { Duplex } from 'node:stream';

export interface SerialLogPart {
  /** Bytes since power-on of the first of `bytes`. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** False when the beginning is lost and its length unknown: `offset` is then a lower bound. */
  readonly exact: boolean;
}

/** Serial ports and screens of a host's domains. */
export interface HostConsoles {
  /** Live bytes of a serial port; takes the port from any other reader. Written bytes are typed. */
  openSerial(uuid: string, port: number): Promise<Duplex>;
  /**
   * Bytes of the domain's log of that port, starting at `from`. Without a domain: of the log that the console would
   * have created under that name. virtlogd keeps about the last 8 MiB and does not report how much it discarded; if
   * `from` is gone, the part begins at a later `offset`. `known`, the caller's last bytes before `from` (4 KiB are
   * plenty), determines where the rest belongs.
   */
  readSerialLog(
    domain: { readonly uuid: string; readonly name: string },
    port: number,
    from: number,
    known?: Buffer,
  ): Promise<SerialLogPart>;
  openVnc(uuid: string): Promise<Duplex>;
  /** The screen as PNG, wherever the host is. */
  screenshot(uuid: string): Promise<Buffer>;
}
