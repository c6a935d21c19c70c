import type { BaseChoice } from '#shared/domain/repository/repository.ts'
import type { Completion } from '#renderer/ui/completing-input.tsx'

const most = 50
const kinds = { branch: 'branch', remoteBranch: 'remote', tag: 'tag' } as const

/** What a name of a branch or a tag, or the last one of a range (`A..B`, `A...B`), can be completed to; at most 50. */
export function rangeCompletions(text: string, bases: readonly BaseChoice[]): readonly Completion[] {
  const dots = /^(.*\.\.\.?)([^.]*(?:\.[^.]+)*)$/s.exec(text)
  const before = dots?.[1] ?? ''
  const begin = (dots?.[2] ?? text).toLowerCase()
  const places = bases.flatMap((base) => {
    const at = base.name.toLowerCase().indexOf(begin)
    return at < 0 ? [] : [{ base, begins: at === 0 }]
  })
  // Those that begin with it first; git's order, by the last commit, within.
  const ordered = [...places.filter((one) => one.begins), ...places.filter((one) => !one.begins)]
  return ordered
    .slice(0, most)
    .map(({ base }) => ({ value: `${before}${base.name}`, label: base.name, hint: kinds[base.kind] }))
    .filter(({ value }) => value !== text)
}
