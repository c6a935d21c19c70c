/** How far a rule that allows may go for a command. */
export type Reach =
  /** None may: what it runs is said in its arguments, or it changes what the rest of the line means. */
  | { readonly kind: 'none'; readonly why: string }
  /** Exactly these words. */
  | { readonly kind: 'exact'; readonly why: string }
  /** Any words after at least so many of the first ones. */
  | { readonly kind: 'prefix'; readonly least: number }

const list = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/))

/** Words of the shell itself, and builtins that change what later words of the line mean. */
const shellWords = list(`
  ! { } [[ case coproc do done elif else end esac fi for foreach function if in repeat select then time until while
  . - alias autoload bind builtin caller command complete compopt declare dirs disown emulate enable eval exec export
  fc fg bg float functions getopts hash history integer let local logout mapfile nocorrect noglob popd private pushd
  read readarray readonly return set setopt shift shopt source suspend trap typeset ulimit umask unalias unfunction
  unhash unset unsetopt vared zcompile zle zmodload zstyle`)
/** Programs that run what their arguments say. */
const wrappers = list(`
  at batch bwrap chroot chrt chpst doas entr env expect firejail flatpak-spawn gdb gosu ionice ltrace lldb nice nohup nsenter
  parallel pkexec proot rlwrap runuser script setarch setpriv setsid ssh sshpass stdbuf strace su su-exec sudo sudoedit
  systemd-run taskset tclsh timeout tini tmux screen unbuffer unshare valgrind watch watchexec xargs xvfb-run zsh-exec`)
const shells = list(
  `sh bash zsh dash ash ksh mksh fish csh tcsh nu elvish xonsh busybox toybox pwsh powershell cmd command.com`,
)
const interpreters = list(`
  python pypy node nodejs deno bun ruby perl php lua luajit rscript r osascript wish ghci runghc irb julia java jshell groovy
  scala kotlin elixir iex erl guile racket clojure ocaml swift ts-node tsx swipl sbcl awk gawk mawk nawk jq bc dc sqlite3
  psql mysql octave npx pnpx bunx uvx gnuplot m4 ed ex vi vim nvim emacs nano pico less more man`)
/** Programs whose options run others, or delete. */
const exactAlone = list(`
  find fd sed rsync tar zip curl wget nc ncat socat scp sftp ftp telnet rm rmdir dd shred chmod chown mv cp ln install mount
  umount kill killall pkill pipx sort rg ag make gmake ninja just crontab systemctl launchctl
  docker-compose`)
/** Programs of many commands: the second word says which, and it may be a program again. */
const manyCommands = list(`
  npm pnpm yarn git cargo go docker podman kubectl gh glab pip uv poetry pipenv pdm hatch dotnet gradle gradlew mvn mvnw bundle
  rake rails composer terraform tofu aws gcloud az helm brew apt apt-get dnf yum apk pacman nix hg svn jj nx turbo lerna vite
  flutter dart mix stack cabal swiftpm bazel buck meson conda mamba rustup volta asdf mise firebase vercel netlify wrangler`)
/** Two words after which another program comes. */
const runners = new Set(
  [
    'npm exec|x|explore|create|init|config|set|install-scripts',
    'pnpm exec|dlx|create|config',
    'yarn exec|dlx|create|node|config',
    'git bisect|config|difftool|filter-branch|mergetool|rebase|submodule|clone|daemon|upload-pack|receive-pack|gc|worktree',
    'cargo install|xtask|script',
    'go run|tool|generate|install',
    'docker run|exec|compose|build|buildx|create|cp|container',
    'podman run|exec|compose|build|create|cp|container',
    'kubectl run|exec|debug|apply|cp|delete',
    'gh api|alias|extension|secret|auth|codespace',
    'uv run|tool|pip',
    'poetry run|config',
    'pipenv run',
    'pdm run',
    'hatch run',
    'bundle exec|config',
    'mise exec|x|run',
    'conda run',
    'mamba run',
    'nix run|shell|develop|eval|build',
    'dotnet run|tool|script',
    'dart run|pub',
    'terraform apply|destroy',
    'rails runner|console|c|r',
    'mix run|escript|eval',
    'stack exec|runghc|ghci',
    'cabal exec|repl',
    'bazel run',
    'rustup run',
    'composer exec|config',
  ].flatMap((line) => {
    const [program, verbs = ''] = line.split(' ', 2)
    return verbs.split('|').map((verb) => `${program} ${verb}`)
  }),
)
/** Of these the third word says what runs. */
const scripts = list('npm pnpm yarn')

const isOption = (word: string | undefined): boolean => word !== undefined && word.startsWith('-')
/** As `python3.12` and `node.exe` are called, too. */
const family = (base: string): string =>
  base
    .toLowerCase()
    .replace(/\.exe$/, '')
    .replace(/-?\d+(?:\.\d+)*$/, '')

/** The name of a program, however it is reached. */
export function programName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1)
}

const tellsVersion = (rest: readonly string[]): boolean =>
  rest.length === 1 && ['--version', '-v', '-V', '--help', '-h', 'version', 'help'].includes(rest[0] ?? '')

/** How far a rule may go that allows a command. It knows what is usual; what it does not know begins with one word. */
export function reachOf(words: readonly string[]): Reach {
  const [first = '', second, third] = words
  const base = programName(first)
  const name = family(base)
  const none = (why: string): Reach => ({ kind: 'none', why })
  const exact = (why: string): Reach => ({ kind: 'exact', why })
  if (first === '' || isOption(first) || first.includes('=')) return none('it names no program')
  if (shellWords.has(first) || shellWords.has(base))
    return none(`\`${base}\` changes what the rest of the line means`)
  if (wrappers.has(base)) return none(`\`${base}\` runs whatever comes after it`)
  // Their operands are evaluated as arithmetic, which may run commands.
  if (['printf', 'test', '['].includes(base) && words.some((word) => word === '-v'))
    return none(`\`${base} -v\` may run what its argument says`)
  if (base === 'cd') return { kind: 'prefix', least: 1 }
  if (shells.has(name) || shells.has(base) || interpreters.has(name)) {
    if (tellsVersion(words.slice(1))) return exact('an interpreter runs anything')
    if (family(base) === 'python' && second === '-m' && third !== undefined && !isOption(third))
      return { kind: 'prefix', least: 3 }
    if (second === undefined || isOption(second) || second === '')
      return none(`\`${base}\` runs whatever it is given`)
    return exact(`\`${base}\` runs whatever it is given`)
  }
  if (exactAlone.has(base) || exactAlone.has(name))
    return exact(`with other arguments \`${base}\` does something else`)
  if (!manyCommands.has(name)) return { kind: 'prefix', least: 1 }
  if (name === 'git' && isOption(second) && !tellsVersion(words.slice(1)))
    return none('options before a command of git may make it run anything')
  if (second === undefined || isOption(second)) return exact(`\`${base}\` alone says nothing of what it does`)
  if (runners.has(`${name} ${second}`))
    return exact(`\`${base} ${second}\` runs or changes whatever comes after it`)
  if (!scripts.has(name) || !['run', 'run-script'].includes(second)) return { kind: 'prefix', least: 2 }
  return third === undefined || isOption(third)
    ? exact(`\`${base} ${second}\` runs whatever comes after it`)
    : { kind: 'prefix', least: 3 }
}

/** Whether a rule that allows these words, and any that come after them with `more`, would say what it allows. */
export function isTooWide(words: readonly string[], more: boolean): string | null {
  const reach = reachOf(words)
  if (reach.kind === 'none') return reach.why
  if (!more) return null
  if (reach.kind === 'exact') return reach.why
  return words.length < reach.least ? 'it does not say which command' : null
}

const posixShell = /^(?:(?:\/usr|\/usr\/local|\/opt\/homebrew)?\/bin\/)?(?:sh|bash|zsh|dash|ash|ksh)$/

/**
 * The line that a POSIX shell is started with, as `bash -lc LINE`; null for any other program, for one that lies where a shell
 * does not, and for other options.
 */
export function shellLine(argv: readonly string[]): string | null {
  const [shell = '', option = '', line, ...more] = argv
  const isShell = posixShell.test(shell)
  return isShell && /^-l?c$/.test(option) && line !== undefined && more.length === 0 ? line : null
}
