import { commandLine, type Typist } from './verdict.ts';

/** Containers and minimal machines may have no systemd; there a daemon is started directly. */
export interface Init extends Typist {
  readonly hasSystemd: boolean;
}

/** Its presence means that systemd runs as init: sd_booted(3). */
export const SYSTEMD_FOLDER = '/run/systemd/system';

export const NO_VIRTLOGD = 'virtlogd is not running, and no domain can start without it';

/** How to start a daemon of libvirt's system instance. */
export const startCommand = (program: string, init: Init): string =>
  commandLine([init.hasSystemd ? `systemctl start ${program}.socket` : `${program} -d`], init);

/** How to restart it. */
export const restartCommand = (program: string, init: Init): string =>
  commandLine([init.hasSystemd ? `systemctl restart ${program}` : `kill "$(cat /run/${program}.pid)"`], init);
