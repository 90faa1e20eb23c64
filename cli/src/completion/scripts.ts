/** What a shell has to know of one command to complete a line that begins with it. */
export interface Completed {
  /** `show`, or `template list`. */
  readonly words: readonly string[];
  readonly summary: string;
  /** With their dashes. */
  readonly flags: readonly string[];
  /** Whether its arguments are nodes. */
  readonly nodes: boolean;
}

/** Names come from a server, and a shell expands what it is given to complete: nothing but names passes. */
const NODES = `ven list 2>/dev/null | awk 'NR > 1 && $1 ~ /^[A-Za-z0-9._-]+$/ { print $1 }'`;

const unique = (words: readonly string[]): string[] => [...new Set(words)];
const firstWords = (commands: readonly Completed[]): string[] =>
  unique(commands.map(({ words }) => words[0] ?? ''));

function bashCase(commands: readonly Completed[], first: string): string {
  const own = commands.filter(({ words }) => words[0] === first);
  const groups = own.filter(({ words }) => words.length > 1);
  const lines = own.map(({ words, flags, nodes }) => {
    const offers = `words="${flags.join(' ')}"${nodes ? ' nodes=1' : ''}`;
    return `      '${words.join(' ')} '*) ${offers} ;;`;
  });
  if (groups.length === 0) return lines.join('\n');
  const seconds = groups.map(({ words }) => words[1] ?? '').join(' ');
  // The group's own case comes last: it is what is left.
  return [...lines, `      '${first} '*) [ "$COMP_CWORD" -eq 2 ] && words="${seconds}" ;;`].join('\n');
}

function bash(commands: readonly Completed[]): string {
  const firsts = firstWords(commands);
  return `# ven: completion for bash. Load it with: source <(ven completion bash)
_ven() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" words="" nodes=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${firsts.join(' ')} help --version --help"
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]} " in
${firsts.map((first) => bashCase(commands, first)).join('\n')}
    esac
    case "$cur" in
      -*) words="$words --help" ;;
      *) if [ -n "$nodes" ]; then words="$words $(${NODES})"; fi ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ven ven
`;
}

const zsh = (commands: readonly Completed[]): string =>
  bash(commands).replace(
    '# ven: completion for bash. Load it with: source <(ven completion bash)',
    '# ven: completion for zsh. Load it with: source <(ven completion zsh)\nautoload -Uz +X compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit',
  );

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ words, summary, flags, nodes }) => {
    const [first = '', second] = words;
    const begins =
      second === undefined
        ? '__fish_use_subcommand'
        : `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${second}`;
    const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    return [
      `complete -c ven -f -n ${quoted(begins)} -a ${second ?? first} -d ${quoted(summary)}`,
      ...flags.map((flag) => `complete -c ven -n ${quoted(seen)} -l ${flag.replace(/^--/, '')}`),
      ...(nodes ? [`complete -c ven -f -n ${quoted(seen)} -a ${quoted(`(${NODES})`)}`] : []),
    ];
  });
  const groups = unique(commands.filter(({ words }) => words.length > 1).map(({ words }) => words[0] ?? ''));
  return [
    '# ven: completion for fish. Load it with: ven completion fish | source',
    ...groups.map((group) => `complete -c ven -f -n __fish_use_subcommand -a ${group}`),
    ...lines,
    '',
  ].join('\n');
}

export const SCRIPTS = { bash, zsh, fish } as const;
