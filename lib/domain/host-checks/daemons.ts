import { commandLine, type Typist } from './verdict.ts';

/** Containers and minimal systems may lack systemd; daemons are started directly there. */
export interface Init extends Typist {
  readonly hasSystemd: boolean;
}

/** Exists when systemd is the init system: sd_booted(3). */
export const SYSTEMD_FOLDER = '/run/systemd/system';

export const NO_VIRTLOGD = 'virtlogd is not running, and no domain can start without it';

/** The command that starts a daemon of libvirt's system instance. */
export const startCommand = (program: string, init: Init): string =>
  commandLine([init.hasSystemd ? `systemctl start ${program}.socket` : `${program} -d`], init);

/** The command that restarts it. */
export const restartCommand = (program: string, init: Init): string =>
  commandLine([init.hasSystemd ? `systemctl restart ${program}` : `kill "$(cat /run/${program}.pid)"`], init);
