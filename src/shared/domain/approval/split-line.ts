/** Commands of a line in their order, each as its words. */
export type Commands = readonly (readonly string[])[]

/** Unquoted characters that every POSIX shell, and zsh, takes as they are, wherever they stand in a word. */
const plain = /[A-Za-z0-9_@%+:,./-]/
/** The same, but not where a word begins: `=ls` is something else to some shells. */
const plainInside = /[A-Za-z0-9_@%+:,./=-]/
/** As in `HEAD~1`: nothing but after a letter or a digit, since `prefix=~/bin` is expanded. */
const plainAfter = /[A-Za-z0-9][~^]/
/** What a backslash takes its meaning from, outside of quotes. */
const escapable = /[\x20-\x7e]/
/** Redirections that write no file: a stream into another, or away. */
const harmless =
  /[012]?>&[12](?=[\s;|&]|$)|[012]?>>?[ \t]*\/dev\/null(?=[\s;|&]|$)|<[ \t]*\/dev\/null(?=[\s;|&]|$)/y
const operator = /&&|\|\||[;|\n]/y
/** An unquoted beginning that makes a word an assignment. */
const assignment = /^[A-Za-z_][A-Za-z0-9_]*\+?=/

interface Word {
  readonly value: string
  readonly raw: string
}

/**
 * The commands of a line in which every word stands as it is: plain characters and quotes, joined by `&&`, `||`, `|`, `;` and
 * ends of lines, with comments and redirections that write no file. Null for a line that has anything else (expansions, other
 * redirections, assignments, groups, jobs, heredocs), and for one that runs nothing. It knows no grammar on purpose: it is
 * held against a parser that does.
 */
export function splitLine(line: string): Commands | null {
  const commands: (readonly string[])[] = []
  let words: Word[] = []
  /** A command must come: after `&&`, `||` and `|`. */
  let owed = false
  let at = 0
  while (at < line.length) {
    const rest = line.charAt(at)
    if (rest === ' ' || rest === '\t') {
      at += 1
      continue
    }
    if (rest === '#') {
      const end = line.indexOf('\n', at)
      at = end === -1 ? line.length : end
      continue
    }
    const joined = matchAt(operator, line, at)
    if (joined !== null) {
      at += joined.length
      if (words.length > 0) {
        if (!begins(words)) return null
        commands.push(words.map(({ value }) => value))
        words = []
        owed = joined !== ';' && joined !== '\n'
      } else if (joined !== '\n') return null
      continue
    }
    const redirection = words.length === 0 ? null : matchAt(harmless, line, at)
    if (redirection !== null) {
      at += redirection.length
      continue
    }
    const word = wordAt(line, at)
    if (word === null) return null
    at += word.raw.length
    words.push(word)
  }
  if (words.length > 0) {
    if (!begins(words)) return null
    commands.push(words.map(({ value }) => value))
  } else if (owed) return null
  return commands.length === 0 ? null : commands
}

/** The words of a text that is nothing but words, as a shell would read them; null for any other. */
export function splitWords(text: string): readonly string[] | null {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    if (text.charAt(at) === ' ') {
      at += 1
      continue
    }
    const word = wordAt(text, at)
    if (word === null) return null
    at += word.raw.length
    words.push(word.value)
  }
  return words
}

/** A word as it is written in a line so that a shell, and `splitWords`, read it again. */
export function quoted(word: string): string {
  if (
    word !== '' &&
    plain.test(word.charAt(0)) &&
    [...word].every((character) => plainInside.test(character))
  )
    return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** Whether a shell starts a program with these, or a builtin: the first is no assignment and no option. */
function begins([first]: readonly Word[]): boolean {
  return (
    first !== undefined && first.value !== '' && !assignment.test(first.raw) && !first.value.includes('=')
  )
}

function matchAt(pattern: RegExp, line: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(line)?.[0] ?? null
}

/** The word that begins there and ends before a blank or an operator; null where one character is not certain. */
function wordAt(line: string, from: number): Word | null {
  let value = ''
  let at = from
  while (at < line.length) {
    const character = line.charAt(at)
    if (/[ \t\n;|&]/.test(character)) break
    if (character === "'") {
      const end = line.indexOf("'", at + 1)
      if (end === -1) return null
      value += line.slice(at + 1, end)
      at = end + 1
    } else if (character === '"') {
      const inside = doubleQuoted(line, at + 1)
      if (inside === null) return null
      value += inside.value
      at = inside.end
    } else if (character === '\\') {
      const next = line.charAt(at + 1)
      if (!escapable.test(next)) return null
      value += next
      at += 2
    } else if (
      (at === from ? plain : plainInside).test(character) ||
      plainAfter.test(line.slice(Math.max(from, at - 1), at + 1))
    ) {
      value += character
      at += 1
    } else return null
  }
  return at > from && isCertain(value) ? { value, raw: line.slice(from, at) } : null
}

/** What stands in double quotes up to their end; null where something in them is expanded. */
function doubleQuoted(line: string, from: number): { readonly value: string; readonly end: number } | null {
  let value = ''
  for (let at = from; at < line.length; at += 1) {
    const character = line.charAt(at)
    if (character === '"') return { value, end: at + 1 }
    if (character === '$' || character === '`' || character === '!') return null
    if (character === '\\') {
      const next = line.charAt(at + 1)
      if (next === '\n' || next === '!') return null
      if (/["\\$`]/.test(next)) at += 1
      value += line.charAt(at)
    } else value += character
  }
  return null
}

/** Quoted text may hold anything but what a person can't see: control characters, and marks that turn the writing round. */
function isCertain(value: string): boolean {
  // oxlint-disable-next-line no-control-regex -- because control characters are what is looked for
  return !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(value)
}
