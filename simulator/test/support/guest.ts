import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { FIRMWARE, VARIABLES } from './firmware.ts';
import { SerialPort } from './serial-port.ts';
import { until } from './until.ts';

export interface GuestOptions {
  /** Holds the firmware's variables, which outlive the guest, and the sockets. */
  readonly directory: string;
  readonly uuid: string;
  readonly serial: string;
  readonly mac: string;
  /** Raw image. */
  readonly disk: string;
  /** Booted by the firmware instead of the disk; the guest then ends at its first reboot. */
  readonly directBoot?: { readonly kernel: string; readonly initramfs: string; readonly commandLine: string };
}

/** The new variables of a machine that was never switched on. */
export async function freshVariables(directory: string): Promise<void> {
  await copyFile(VARIABLES, path.join(directory, 'variables.fd'));
}

/** A virtual machine in software emulation; dispose of it, whatever happens. */
export class Guest implements AsyncDisposable {
  readonly ports: readonly [SerialPort, SerialPort];
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, ports: readonly [SerialPort, SerialPort]) {
    this.#process = process;
    this.ports = ports;
    this.ended = once(process, 'close').then(() => undefined);
  }

  static async powerOn(options: GuestOptions): Promise<Guest> {
    const start = performance.now();
    const sockets = [0, 1].map((port) => path.join(options.directory, `serial${port}`));
    const qemu = spawn('qemu-system-x86_64', qemuArguments(options, sockets), {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [first, second] = await Promise.all(sockets.map(connected));
    if (!first || !second) throw new Error('QEMU has two serial ports');
    return new Guest(qemu, [new SerialPort(first, start), new SerialPort(second, start)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
    for (const port of this.ports) port.close();
  }
}

/** QEMU makes its sockets some time after it was started, and waits for us at each before the guest runs. */
async function connected(file: string): Promise<Socket> {
  return until(`a connection to ${file}`, async () => {
    const socket = connect(file);
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      socket.destroy();
      return undefined;
    }
  });
}

function qemuArguments(options: GuestOptions, sockets: readonly string[]): string[] {
  const { directBoot } = options;
  const variables = path.join(options.directory, 'variables.fd');
  return [
    ...[
      '-machine',
      'q35,accel=tcg',
      '-cpu',
      'max',
      '-smp',
      '2',
      '-m',
      '1024',
      '-display',
      'none',
      '-nodefaults',
    ],
    ...['-vga', 'std', '-device', 'virtio-rng-pci', '-uuid', options.uuid],
    ...['-smbios', `type=1,serial=${options.serial},uuid=${options.uuid}`],
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${FIRMWARE}`],
    ...['-drive', `if=pflash,format=raw,file=${variables}`],
    ...['-drive', `if=virtio,format=raw,file=${options.disk},cache=unsafe`],
    ...['-netdev', 'user,id=net0', '-device', `virtio-net-pci,netdev=net0,mac=${options.mac},romfile=`],
    ...['-fw_cfg', 'name=opt/org.tianocore/IPv4PXESupport,string=n'],
    ...['-fw_cfg', 'name=opt/org.tianocore/IPv6PXESupport,string=n'],
    ...sockets.flatMap((file, port) => [
      ...[
        '-chardev',
        `socket,id=serial${port},path=${file},server=on,wait=on`,
        '-serial',
        `chardev:serial${port}`,
      ],
    ]),
    ...(directBoot
      ? [
          ...[
            '-kernel',
            directBoot.kernel,
            '-initrd',
            directBoot.initramfs,
            '-append',
            directBoot.commandLine,
          ],
          '-no-reboot',
        ]
      : []),
  ];
}
