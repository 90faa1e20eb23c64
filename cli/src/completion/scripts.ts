/** What a shell has to know of one command to complete a line that begins with it. */
export interface Completed {
  /** `show`, or `template list`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** The name of its first argument, which says what to offer. */
  readonly argument: string | null;
  /** What the first argument can be. */
  readonly choices: readonly string[];
}

interface CompletedFlag {
  /** With its dashes. */
  readonly name: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** Commands that list what an argument or an option's value can be. */
const LISTS: Readonly<Record<string, string>> = {
  node: 'list',
  host: 'host list',
  template: 'template list',
  orchestrator: 'orchestrator list',
  run: 'runs',
};

/** In the command groups of these, `name` is one of them. */
const GROUPS: Readonly<Record<string, string>> = {
  host: 'host',
  template: 'template',
  orchestrator: 'orchestrator',
  image: 'image list',
};

const unique = (words: readonly string[]): string[] => [...new Set(words)];
const firstWords = (commands: readonly Completed[]): string[] =>
  unique(commands.map(({ words }) => words[0] ?? ''));

/** The command that lists what can stand for the argument; null: there is none. */
function listOf(commands: readonly Completed[], { words, argument }: Completed): string | null {
  if (argument === null || words.at(-1) === 'add') return null;
  const group = words.length > 1 && argument === 'name' ? GROUPS[words[0] ?? ''] : undefined;
  const list = group === 'image list' ? group : LISTS[group ?? argument];
  return list !== undefined && commands.some((each) => each.words.join(' ') === list) ? list : null;
}

/** The same for the value of an option, such as `--run`. */
function listOfFlag(commands: readonly Completed[], { name, takesValue }: CompletedFlag): string | null {
  const list = takesValue ? LISTS[name.replace(/^--/, '')] : undefined;
  return list !== undefined && commands.some((each) => each.words.join(' ') === list) ? list : null;
}

/** Names come from a server, and a shell expands what it is given to complete: nothing but names passes. */
const NAMES = `ven $1 -o name 2>/dev/null | grep -E '^[A-Za-z0-9._-]+$'`;

/** Values of options, by option: the same name means the same everywhere. */
function valueCases(commands: readonly Completed[]): string[] {
  const flags = commands.flatMap((command) => command.flags).filter(({ takesValue }) => takesValue);
  const offered = new Map<string, string>();
  for (const flag of flags) {
    const list = listOfFlag(commands, flag);
    if (flag.choices.length > 0) offered.set(flag.name, `words="${flag.choices.join(' ')}"`);
    else if (list !== null) offered.set(flag.name, `words="$(_ven_names '${list}')"`);
    else if (!offered.has(flag.name)) offered.set(flag.name, 'return 0');
  }
  const [none, some] = [true, false].map((isNone) =>
    [...offered].filter(([, offer]) => (offer === 'return 0') === isNone),
  );
  return [
    ...(some ?? []).map(([name, offer]) => `    ${name}) ${offer} ;;`),
    // Whatever the shell offers by itself: files.
    `    ${(none ?? []).map(([name]) => name).join('|')}) COMPREPLY=(); return 0 ;;`,
  ];
}

function bashCase(commands: readonly Completed[], first: string): string {
  const own = commands.filter(({ words }) => words[0] === first);
  const groups = own.filter(({ words }) => words.length > 1);
  const lines = own.map((command) => {
    const list = listOf(commands, command);
    const offers = [
      `flags="${command.flags.map(({ name }) => name).join(' ')}"`,
      ...(command.choices.length > 0 ? [`args="${command.choices.join(' ')}"`] : []),
      ...(list === null ? [] : [`list='${list}'`]),
    ];
    return `      '${command.words.join(' ')} '*) ${offers.join(' ')} ;;`;
  });
  if (groups.length === 0) return lines.join('\n');
  const seconds = unique(groups.map(({ words }) => words[1] ?? '')).join(' ');
  // The group's own case comes last: it is what is left.
  return [...lines, `      '${first} '*) [ "$COMP_CWORD" -eq 2 ] && args="${seconds}" ;;`].join('\n');
}

function bash(commands: readonly Completed[]): string {
  const firsts = firstWords(commands);
  return `# ven: completion for bash. Load it with: source <(ven completion bash)
_ven_names() { ${NAMES}; }
_ven() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words="" flags="" args="" list=""
  case "$prev" in
${valueCases(commands).join('\n')}
  esac
  if [ -n "$words" ]; then
    :
  elif [ "$COMP_CWORD" -eq 1 ]; then
    words="${firsts.join(' ')} help --version --help"
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]} " in
${firsts.map((first) => bashCase(commands, first)).join('\n')}
      'help '*) [ "$COMP_CWORD" -eq 2 ] && args="${firsts.join(' ')}" ;;
    esac
    case "$cur" in
      -*) words="$flags --help" ;;
      *) words="$args"; if [ -n "$list" ]; then words="$words $(_ven_names "$list")"; fi ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ven ven
`;
}

/** bash's, but that zsh splits nothing of a variable into words by itself. */
const zsh = (commands: readonly Completed[]): string =>
  bash(commands)
    .replace(
      '# ven: completion for bash. Load it with: source <(ven completion bash)',
      '# ven: completion for zsh. Load it with: source <(ven completion zsh)\nautoload -Uz +X compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit',
    )
    .replace('_ven_names() { ven $1', '_ven_names() { ven $=1');

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;

/** Whether the words after `ven` begin with these. */
const fishSeen = (words: readonly string[]): string => `__ven_begins ${words.join(' ')}`;

function fishLines(commands: readonly Completed[], command: Completed): string[] {
  const { words, summary, flags, choices } = command;
  const [first = '', second] = words;
  const begins = second === undefined ? '__ven_at_start' : `__ven_alone ${first}`;
  const seen = fishSeen(words);
  const list = listOf(commands, command);
  const offered = [...choices, ...(list === null ? [] : [`(__ven_names ${list})`])].join(' ');
  return [
    `complete -c ven -f -n ${quoted(begins)} -a ${second ?? first} -d ${quoted(summary)}`,
    ...flags.map((flag) => fishFlag(commands, seen, flag)),
    ...(offered === '' ? [] : [`complete -c ven -f -n ${quoted(seen)} -a ${quoted(offered)}`]),
  ];
}

function fishFlag(commands: readonly Completed[], seen: string, flag: CompletedFlag): string {
  const { name, takesValue, choices } = flag;
  const option = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  const list = listOfFlag(commands, flag);
  const offered = list === null ? choices.join(' ') : `(__ven_names ${list})`;
  const values = takesValue ? (offered === '' ? ' -r' : ` -x -a ${quoted(offered)}`) : '';
  return `complete -c ven -n ${quoted(seen)} ${option}${values}`;
}

const FISH_FUNCTIONS = `function __ven_words
  commandline -opc | string match -v -- '-*' | tail -n +2
end
function __ven_begins
  set -l words (__ven_words)
  set -l wanted (count $argv)
  test (count $words) -ge $wanted; and test "$words[1..$wanted]" = "$argv"
end
function __ven_at_start
  test (count (__ven_words)) -eq 0
end
function __ven_alone
  set -l words (__ven_words)
  test "$words" = "$argv"
end
function __ven_names
  ven $argv -o name 2>/dev/null | string match -r '^[A-Za-z0-9._-]+$'
end`;

function fish(commands: readonly Completed[]): string {
  const groups = unique(commands.filter(({ words }) => words.length > 1).map(({ words }) => words[0] ?? ''));
  return [
    '# ven: completion for fish. Load it with: ven completion fish | source',
    FISH_FUNCTIONS,
    // Files are offered where an option takes one, not for commands.
    'complete -c ven -f',
    'complete -c ven -l help',
    ...groups.map((group) => `complete -c ven -f -n __ven_at_start -a ${group}`),
    ...commands.flatMap((command) => fishLines(commands, command)),
    '',
  ].join('\n');
}

export const SCRIPTS = { bash, zsh, fish } as const;
