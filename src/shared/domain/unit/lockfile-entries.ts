/** Checksums as package managers write them. */
const sums =
  /\b(?:(?:sha(?:1|256|384|512)|md5)[-:=][\w+/=]+|h1:[\w+/=]+|[0-9a-f]{32,128}(?![\w.])|[\w+/]{80,}={0,2})/g
const script =
  /hasInstallScript|requiresBuild|(?:pre|post)?install["']?\s*[:=]|install_script|["']?scripts["']?\s*[:=]|trustedDependencies|onlyBuiltDependencies|patchedDependencies|composer-plugin/
const identity = /^[\s"']*(?:name|version)\b/

/** A line of a lockfile that says what is fetched, or run. */
export interface LockLine {
  /** Of which package, as far as names, versions and the lines above it tell; without blanks, quotes and checksums. */
  readonly of: string
  readonly sums: readonly string[]
  readonly runs: boolean
}

interface Frame {
  readonly indent: number
  readonly header: string
  identity: string
}

const bare = (line: string): string => line.replaceAll(sums, '').replaceAll(/[\s"',]/g, '')

/**
 * The lines of a lockfile with what each is about. Every format is read alike: a line belongs to the lines above it that are
 * indented less, or to the table of TOML that it stands in, and those say their name and version in lines of their own.
 */
export function lockLines(path: string, lines: readonly string[]): readonly LockLine[] {
  const isYarn = path.endsWith('yarn.lock')
  let stack: readonly Frame[] = []
  const found = lines.map((text) => {
    const line = text.trimEnd()
    if (line === '') return { frames: stack, line }
    const isTable = /^\[.*\]$/.test(line)
    const indent = isTable ? -1 : line.length - line.trimStart().length
    const frames = stack.filter((frame) => frame.indent < indent)
    const owner = frames.at(-1)
    if (identity.test(line) && owner !== undefined) owner.identity += `\n${bare(line)}`
    // What is asked for says nothing of what was found: Yarn writes it as the name of an entry.
    const header = isYarn && indent === 0 ? namesOf(line) : bare(line)
    stack = [...frames, { indent, header, identity: '' }]
    return { frames, line }
  })
  return found.map(({ frames, line }) => ({
    // The version of the whole, at the top of the file, is none of a package's.
    of: [
      ...frames.map(({ header, identity: own }, at) => header + (at + 2 < frames.length ? '' : own)),
      bare(line),
    ].join('\n'),
    sums: line.match(sums) ?? [],
    runs: script.test(line),
  }))
}

function namesOf(header: string): string {
  const names = header.split(',').map((one) => /^[\s"']*(@?[^@"':]+)/.exec(one)?.[1] ?? '')
  return [...new Set(names)].sort().join(' ')
}
