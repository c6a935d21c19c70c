import { cleanMessage } from './commit-message.ts'
import { asSubject, plainWords, withoutVouching } from './message-words.ts'

/** What a landing's message can be drafted from. */
export interface DraftSource {
  readonly title: string
  /** What the person asked for; '' where nobody asked an agent. */
  readonly prompt: string
  /** The messages of the commits that are landed, as git has them, oldest first. */
  readonly commits: readonly string[]
  /** What the agent said last; null where it says nothing. */
  readonly summary: string | null
}

/** Characters of a body; what is longer than a person reads is not a draft but a document. */
const mostBody = 4000
/** Commits that are named in a body. */
const mostNamed = 30
/** Characters of a commit's subject that are kept as one. */
const mostWhole = 200

/**
 * The message of a landing's commit, drafted: the agent's own commit message where it made one commit; where it made more,
 * what was asked for with the subject of each; where it made none, what was asked for with what it said last; else what was
 * asked for. A subject is whole, and the body does not say it again. Ends in a newline.
 */
export function draftMessage(source: DraftSource): string {
  const commits = ownMessages(source)
  const asked = askedFor(source)
  const [first] = commits
  if (first !== undefined && (commits.length === 1 || source.prompt.trim() === '')) {
    const others = commits.slice(1)
    return joined(first.subject, [first.body, named(others)])
  }
  if (commits.length > 1) return joined(asked.subject, [named(commits)])
  const said = summaryOf(source.summary)
  return joined(asked.subject, said === null ? [asked.body] : [asked.more, said])
}

interface Message {
  readonly subject: string
  readonly body: string
}

/**
 * The messages of the commits, without those that only mend another (`fixup!`, `squash!`, `amend!`). Of an agent's commit
 * the trailers that vouch in somebody's name are left out: that is for who lands it. A commit that was there already was
 * signed off by whom it says.
 */
function ownMessages({ commits, prompt }: DraftSource): readonly Message[] {
  const byAgent = prompt.trim() !== ''
  return commits.flatMap((message) => {
    const text = cleanMessage(plainWords(message))
    const [subject = '', ...rest] = text.trimEnd().split('\n')
    if (subject === '' || /^(fixup|squash|amend)! /.test(subject)) return []
    // A subject over more than one line is one paragraph; git joins it the same way.
    const end = rest.indexOf('')
    const head = end < 0 ? rest : rest.slice(0, end)
    const body = end < 0 ? '' : rest.slice(end).join('\n').trim()
    const whole = [subject, ...head].join(' ')
    // A subject as long as a document is none.
    const { subject: first, more } =
      whole.length > mostWhole ? asSubject(whole) : { subject: whole, more: '' }
    const kept = byAgent ? withoutVouching(body) : body
    return [{ subject: first, body: [more, kept].filter((part) => part !== '').join('\n\n') }]
  })
}

function named(messages: readonly Message[]): string {
  const shown = messages.length > mostNamed + 1 ? messages.slice(0, mostNamed) : messages
  const more = messages.length - shown.length
  const lines = shown.map(({ subject }) => `- ${subject}`)
  return [...lines, ...(more > 0 ? [`- and ${more} more commits`] : [])].join('\n')
}

/** What the person asked for: a name that they gave it, else the first line; what more they wrote is the body. */
function askedFor({ title, prompt }: DraftSource): Message & { readonly more: string } {
  const text = cleanMessage(prompt).trim()
  const [line = '', ...rest] = text.split('\n')
  const short = cleanMessage(title).split('\n')[0]?.trim() ?? ''
  // A title that begins as the prompt does was made of it, and maybe cut.
  const renamed = short !== '' && !line.startsWith(short.replace(/…$/, ''))
  if (renamed || line === '') return { subject: short || 'Land reviewed changes', more: '', body: text }
  const { subject, more } = asSubject(line)
  return { subject, more, body: [more, ...rest].join('\n').trim() }
}

/** Words under which an answer says no more than that there is one: "Done." */
const fewest = 4

/** What the agent said last, its first paragraph; null where that says nothing of the change. */
function summaryOf(summary: string | null): string | null {
  const text = cleanMessage(plainWords(summary ?? '')).trim()
  const paragraph = (text.split('\n\n')[0] ?? '').replace(/^#+ +/, '')
  // What is no prose, or asks something, or only leads over to what follows.
  if (/^(```|~~~|[|>]|[-*] )/.test(paragraph) || /[?:]$/.test(paragraph)) return null
  return paragraph.split(/\s+/).length < fewest ? null : paragraph
}

function joined(subject: string, parts: readonly string[]): string {
  const body = parts.filter((part) => part !== '').join('\n\n')
  return cleanMessage(body === '' ? subject : `${subject}\n\n${shortened(body)}`)
}

/** A body of at most `mostBody` characters, cut at the end of a line. */
function shortened(body: string): string {
  if (body.length <= mostBody) return body
  const cut = body.slice(0, mostBody)
  const end = cut.lastIndexOf('\n')
  return `${(end > 0 ? cut.slice(0, end) : cut.replace(/[\ud800-\udbff]$/, '')).trimEnd()}\n[…]`
}
