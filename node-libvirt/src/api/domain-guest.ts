import { DomainQemuAgentCommandTimeout } from '../constants/domain.ts';
import { domainProcedures as procedures, qemuProcedures } from '../protocol/domain.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { LibvirtStream } from '../rpc/stream.ts';
import { DomainHardware } from './domain-hardware.ts';

/** Access to the guest in a domain: its screen, keyboard, consoles and agent. */
export abstract class DomainGuest extends DomainHardware {
  /** The guest's hostname, from its leases or its agent; `flags` are DomainGetHostnameFlags. */
  async getHostname(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.session.call(procedures.DOMAIN_GET_HOSTNAME, { dom: this, flags }, options)).hostname;
  }

  /** A screenshot in the format `mime` (from QEMU: image/png or image/x-portable-pixmap). */
  async screenshot(
    screen = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<{ mime: string | null; stream: LibvirtStream }> {
    const { result, stream } = await this.session.openStream(
      { procedure: procedures.DOMAIN_SCREENSHOT, args: { dom: this, screen, flags }, direction: 'read' },
      options,
    );
    return { mime: result.mime, stream };
  }

  /** Presses up to 16 keys at once for `holdtime` ms; `codeset` is a KeycodeSet. */
  async sendKey(
    codeset: number,
    holdtime: number,
    keycodes: readonly number[],
    flags = 0,
    options?: CallOptions,
  ): Promise<void> {
    const args = { dom: this, codeset, holdtime, keycodes: [...keycodes], flags };
    await this.session.call(procedures.DOMAIN_SEND_KEY, args, options);
  }

  /**
   * Opens a console; `device` is its alias (`serial1`), null for the first. libvirt allows one client at a time:
   * DomainConsoleFlags.FORCE disconnects the other one, SAFE refuses when exclusive use cannot be guaranteed.
   */
  async openConsole(device: string | null = null, flags = 0, options?: CallOptions): Promise<LibvirtStream> {
    const args = { dom: this, dev_name: device, flags };
    const request = { procedure: procedures.DOMAIN_OPEN_CONSOLE, args, direction: 'both' } as const;
    return (await this.session.openStream(request, options)).stream;
  }

  /**
   * Connects to the socket of a channel of type unix; `name` is that of its target or its alias, null for the first.
   * libvirt allows one client at a time for each path, as the definition spells it: DomainChannelFlags.FORCE disconnects
   * the other one.
   */
  async openChannel(name: string | null = null, flags = 0, options?: CallOptions): Promise<LibvirtStream> {
    const args = { dom: this, name, flags };
    const request = { procedure: procedures.DOMAIN_OPEN_CHANNEL, args, direction: 'both' } as const;
    return (await this.session.openStream(request, options)).stream;
  }

  /**
   * Sends a JSON command to the guest's agent and resolves to its JSON answer, null when it gives none.
   * `timeout` is in seconds or a DomainQemuAgentCommandTimeout.
   */
  async qemuAgentCommand(
    command: string,
    timeout: number = DomainQemuAgentCommandTimeout.DEFAULT,
    flags = 0,
    options?: CallOptions,
  ): Promise<string | null> {
    const args = { dom: this, cmd: command, timeout, flags };
    return (await this.session.call(qemuProcedures.DOMAIN_AGENT_COMMAND, args, options)).result;
  }
}
