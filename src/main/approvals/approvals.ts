import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Result } from '#shared/base/result.ts'
import type { RuleFailure } from '#shared/contract/rule.ts'
import type { AgentAsk } from '#shared/domain/agent/ask.ts'
import { judge, type Judgement, type ReadWanted } from '#shared/domain/approval/judge.ts'
import { propose, type Proposal } from '#shared/domain/approval/propose.ts'
import type { Rule } from '#shared/domain/approval/rule.ts'
import type { Wanted } from '#shared/domain/approval/wanted.ts'
import type { Store } from '../store/store.ts'
import { readLine, readProgram } from './read-line.ts'
import type { Rules } from './rules.ts'

type Approval = Extract<AgentAsk, { readonly kind: 'approval' }>

/** Where something is asked. */
export interface AskPlace {
  readonly session: string
  readonly repository: string
  /** Null where the session has none just now. */
  readonly worktree: string | null
}

/** What is known of an ask before the person is. */
export interface LookedAt {
  readonly judgement: Judgement
  /** It was allowed for the session before. */
  readonly isRemembered: boolean
  readonly proposal: Proposal
  /** What an equal ask of the session has, too; null where none is equal. */
  readonly key: string | null
}

/** Answers of a session that are kept; the oldest go. */
const mostRemembered = 1000
const prefix = 'allowed/'
const shape = z.array(z.string())

/**
 * What stands already when an agent asks: the rules of its repository, and what the person allowed for its session. It
 * decides by what will be done alone, never by words about it.
 */
export class Approvals {
  readonly #rules: Rules
  readonly #store: Pick<Store, 'putDocument' | 'wholeDocument'>

  constructor(rules: Rules, store: Pick<Store, 'putDocument' | 'wholeDocument'>) {
    this.#rules = rules
    this.#store = store
  }

  /** Never throws for what an agent sends. */
  async look(place: AskPlace, { wants, folder }: Pick<Approval, 'wants' | 'folder'>): Promise<LookedAt> {
    const read = wants === null ? null : await readWanted(wants, folder, place.worktree)
    const rules = this.#rules.of(place.repository)
    const key = wants === null ? null : keyOf(wants, folder, place.worktree)
    return {
      judgement: read === null ? { kind: 'open' } : judge(read, rules),
      isRemembered: key !== null && this.#remembered(place.session).includes(key),
      proposal: propose(read, rules),
      key,
    }
  }

  /** Allows what has this key from now on, in the session. */
  remember(session: string, key: string): void {
    const others = this.#remembered(session).filter((one) => one !== key)
    this.#store.putDocument(prefix + session, [...others, key].slice(-mostRemembered))
  }

  /** Writes rules that allow, all or none. */
  write(repository: string, texts: readonly string[]): Result<readonly Rule[], RuleFailure> {
    return this.#rules.addAll(repository, 'allow', texts)
  }

  #remembered(session: string): readonly string[] {
    const read = shape.safeParse(this.#store.wholeDocument(prefix + session))
    return read.success ? read.data : []
  }
}

async function readWanted(
  wants: Wanted,
  folder: string | null,
  worktree: string | null,
): Promise<ReadWanted | null> {
  switch (wants.kind) {
    case 'program':
    case 'line': {
      const read = wants.kind === 'line' ? await readLine(wants.line) : await readProgram(wants.argv)
      const inside = worktree !== null && (folder === null || (await isWithin(folder, worktree)))
      const certain = read.certain?.map((words) => withinWorktree(words, worktree)) ?? null
      return { kind: 'commands', certain, found: read.found, inside }
    }
    case 'network':
      return wants
    case 'write': {
      if (worktree === null) return null
      const root = await target(worktree)
      const paths = await Promise.all(wants.paths.map((one) => target(path.resolve(worktree, one))))
      return { kind: 'write', paths, worktree: root }
    }
  }
}

/** `cd` into the worktree is the same in every session, wherever that has its worktree. */
function withinWorktree(words: readonly string[], worktree: string | null): readonly string[] {
  const [program, to, ...more] = words
  if (program !== 'cd' || worktree === null || to === undefined || more.length > 0 || !path.isAbsolute(to))
    return words
  const relative = path.relative(worktree, to)
  return relative === '..' || relative.startsWith('../') || path.isAbsolute(relative)
    ? words
    : ['cd', relative || '.']
}

async function isWithin(folder: string, worktree: string): Promise<boolean> {
  const [at, root] = await Promise.all([target(path.resolve(worktree, folder)), target(worktree)])
  return at === root || at.startsWith(`${root}${path.sep}`)
}

/** Where a path leads, as far as it is there: a link in it must not lead a rule elsewhere. */
async function target(file: string): Promise<string> {
  const found = await realpath(file).catch(() => null)
  if (found !== null) return found
  const above = path.dirname(file)
  return above === file ? file : path.join(await target(above), path.basename(file))
}

/** What equal asks of a session have in common. */
function keyOf(wants: Wanted, folder: string | null, worktree: string | null): string {
  const place = folder === null || worktree === null ? folder : path.relative(worktree, folder)
  const what =
    wants.kind === 'write'
      ? { ...wants, paths: [...new Set(wants.paths)].sort() }
      : wants.kind === 'network'
        ? wants
        : { ...wants, place: place ?? '' }
  return createHash('sha256').update(JSON.stringify(what)).digest('hex')
}
