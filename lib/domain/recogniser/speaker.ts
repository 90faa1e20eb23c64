/** A command behind the prompt of a shell; what stands on such a line was typed. */
const COMMAND =
  /^(?:\[?[\w.-]+@[\w.-]+[ :][^$#>]{0,80}[$#] ?|[\w.-]{1,32}:[~/][^$#>]{0,80}[$#] ?|(?:ba|da|a)?sh-\d[\d.]*[$#] ?|~ ?[$#] |[$#] |> |Shell> ?|(?:FS|BLK)\d+:[^>]{0,80}> ?|iPXE> ?|grub(?: rescue)?> ?|\(initramfs\) ?|dracut:[^#]{0,40}# ?|:\/# ?|Username: |Password: |[\w.-]{1,64} login: )(?=\S)/;
/** Only the prompt of a person's own shell tells that somebody is logged in. */
const LOGGED_IN = /^(?:\[?[\w.-]+@[\w.-]+[ :]|[$#] )/;
/** Prompts that nothing but a shell prints, with a command behind them: somebody works here without a login. */
const AT_WORK = /^(?:\[?[\w.-]+@[\w.-]+[ :][~/][^$#>]{0,80}[$#] ?|(?:~|\/) [$#] )(?=\S)/;
/** A user name, not the kernel that has spoken behind the prompt. */
const NAME_TYPED = /^[\w.-]{1,64} login: [A-Za-z_][\w.@\\-]{0,63}$/;
/** What the kernel prints behind a prompt or a command that stands on the line. */
const KERNEL_BEHIND = / ?\[ *\d+\.\d+\](?:\[[ CT\d]+\])? /;

/**
 * Who speaks on a port. A machine prints; once somebody has logged in, what follows is his: commands, their output, and
 * whatever text they quote, none of which tells how the machine is.
 */
export class Speaker {
  #asked = false;
  #isPerson = false;

  /** Whether the port belongs to a person now. */
  get isPerson(): boolean {
    return this.#isPerson;
  }

  /** A login prompt is the machine's own again. */
  asksForLogin(): void {
    this.#asked = true;
    this.#isPerson = false;
  }

  machineStarts(): void {
    this.#asked = false;
    this.#isPerson = false;
  }

  /** Whose line this is. */
  of(line: string): 'machine' | 'person' {
    if (this.#isPerson) return 'person';
    const works = AT_WORK.test(line) && !KERNEL_BEHIND.test(line);
    if (works || (this.#asked && (NAME_TYPED.test(line) || LOGGED_IN.test(line)))) {
      this.#isPerson = true;
      return 'person';
    }
    return COMMAND.test(line) && !KERNEL_BEHIND.test(line) ? 'person' : 'machine';
  }
}
