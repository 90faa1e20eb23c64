/** A command after a shell prompt: the text on such a line was typed. */
const COMMAND =
  /^(?:\[?[\w.-]+@[\w.-]+[ :][^$#>]{0,80}[$#] ?|[\w.-]{1,32}:[~/][^$#>]{0,80}[$#] ?|(?:ba|da|a)?sh-\d[\d.]*[$#] ?|~ ?[$#] |[$#] |> |Shell> ?|(?:FS|BLK)\d+:[^>]{0,80}> ?|iPXE> ?|grub(?: rescue)?> ?|\(initramfs\) ?|dracut:[^#]{0,40}# ?|:\/# ?|Username: |Password: |[\w.-]{1,64} login: )(?=\S)/;
/** The same of a line without any of the signs of a person that a rule set looks for: `@`, `$`, `#`, ` login: `. */
const PLAIN_COMMAND =
  /^(?:> |Shell> ?|(?:FS|BLK)\d+:[^>]{0,80}> ?|iPXE> ?|grub(?: rescue)?> ?|\(initramfs\) ?|Username: |Password: )(?=\S)/;
/** Only the prompt of a user's own shell shows that somebody is logged in. */
const LOGGED_IN = /^(?:\[?[\w.-]+@[\w.-]+[ :]|[$#] )/;
/** Prompts that only a shell prints, followed by a command: somebody is working here without a login. */
const SHELL_COMMAND = /^(?:\[?[\w.-]+@[\w.-]+[ :][~/][^$#>]{0,80}[$#] ?|(?:~|\/) [$#] )(?=\S)/;
/** A user name, not a kernel message on the line of the prompt. */
const NAME_TYPED = /^[\w.-]{1,64} login: [A-Za-z_][\w.@\\-]{0,63}$/;
/** A kernel message after a prompt or command on the same line. */
const KERNEL_MESSAGE = / ?\[ *\d+\.\d+\](?:\[[ CT\d]+\])? /;

/**
 * Tells the machine's own lines from those of a person. Once somebody has logged in, the output of a port is commands,
 * their results and quoted text, none of which describes the state of the machine.
 */
export class LineOrigin {
  #prompted = false;
  #isPerson = false;

  /** Whether a person is logged in on the port. */
  get isPerson(): boolean {
    return this.#isPerson;
  }

  /** A login prompt: the port belongs to the machine again. */
  loginPrompted(): void {
    this.#prompted = true;
    this.#isPerson = false;
  }

  reset(): void {
    this.#prompted = false;
    this.#isPerson = false;
  }

  /** Who wrote this line, which has none of the signs of a person: a short way to the same answer. */
  ofPlain(line: string): 'machine' | 'person' {
    if (this.#isPerson) return 'person';
    return PLAIN_COMMAND.test(line) && !KERNEL_MESSAGE.test(line) ? 'person' : 'machine';
  }

  /** Who wrote this line. */
  of(line: string): 'machine' | 'person' {
    if (this.#isPerson) return 'person';
    const typed = SHELL_COMMAND.test(line) && !KERNEL_MESSAGE.test(line);
    if (typed || (this.#prompted && (NAME_TYPED.test(line) || LOGGED_IN.test(line)))) {
      this.#isPerson = true;
      return 'person';
    }
    return COMMAND.test(line) && !KERNEL_MESSAGE.test(line) ? 'person' : 'machine';
  }
}
