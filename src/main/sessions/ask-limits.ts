import { countOf } from '#shared/base/quantity-text.ts'
import type { AgentAsk } from '#shared/domain/agent/ask.ts'
import { mostPlan } from '#shared/domain/agent/plan-text.ts'
import { allows } from '#shared/domain/timeline/ask-item.ts'

/** Most characters, or entries, of what is asked that a person can be shown. */
const most = {
  text: 20_000,
  reason: 4000,
  diff: 64_000,
  folder: 4096,
  touched: 1000,
  touches: 200,
  options: 30,
  option: 500,
  description: 1000,
} as const

/**
 * What of an ask is shown and kept, whatever the agent sends. Permission can't be given for what is not shown whole; a
 * longer diff may be cut, since what is written in the worktree is reviewed all the same.
 */
export function withinLimits(ask: AgentAsk): AgentAsk {
  const text = cut(ask.text, most.text)
  if (ask.kind === 'question') {
    const options = ask.options
      .filter(({ label }) => label.length <= most.option)
      .slice(0, most.options)
      .map(({ label, description }) => ({ label, description: cut(description, most.description) }))
    return { ...ask, text: text + tooMany(ask.options.length - options.length), options }
  }
  const { folder, touches, diff, plan } = ask
  const shown = {
    text,
    folder: folder === null ? null : cut(folder, most.folder),
    touches: touches.slice(0, most.touches).map((touched) => cut(touched, most.touched)),
    ...(plan === undefined ? {} : { plan: cut(plan, mostPlan) }),
  }
  const isWhole =
    text === ask.text &&
    shown.folder === folder &&
    shown.plan === plan &&
    touches.length === shown.touches.length &&
    touches.every((touched, at) => touched === shown.touches[at])
  const options = ask.options
    .filter((option) => (isWhole || !allows(option)) && option.id.length <= most.option)
    .slice(0, most.options)
    .map((option) => ({ ...option, label: cut(option.label, most.option) }))
  const reason = cut(ask.reason, most.reason)
  const why = isWhole ? '' : 'It is too long to be shown whole, so it can’t be allowed. '
  return {
    ...ask,
    ...shown,
    wants: isWhole ? ask.wants : null,
    reason: why + reason,
    diff: diff === null ? null : cut(diff, most.diff),
    options,
  }
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text
  // Never between the halves of one character.
  const kept = text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
  return `${kept}\n… ${countOf(text.length - kept.length, 'character')} more`
}

function tooMany(left: number): string {
  return left === 0 ? '' : `\n… and ${countOf(left, 'answer')} more, too many or too long to be shown`
}
