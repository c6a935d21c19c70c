/** Characters of a result that the model is given: the beginning and the end. */
const most = 24_000

/** What a tool gave, as the model reads it: its texts, with the middle left out of what is long. */
export function resultText(content: unknown, structured: unknown): string {
  const parts = Array.isArray(content) ? (content as readonly unknown[]).map(partText) : []
  const whole = parts.join('\n') || (structured === undefined ? '' : JSON.stringify(structured))
  if (whole.length <= most) return whole || 'It gave nothing.'
  const half = most / 2
  const left = whole.length - most
  return `${whole.slice(0, half)}\n… ${left} characters of the middle are left out …\n${whole.slice(-half)}`
}

function partText(part: unknown): string {
  const { type, text, mimeType, uri, name, resource } = part as Readonly<Record<string, unknown>>
  if (typeof text === 'string') return text
  const inner = (resource ?? {}) as Readonly<Record<string, unknown>>
  if (type === 'resource' && typeof inner['text'] === 'string') return inner['text']
  if (type === 'resource_link') return `(a link to ${String(name ?? uri)}: ${String(uri)})`
  return `(${String(type)}${typeof mimeType === 'string' ? `, ${mimeType}` : ''}: it can’t be shown here)`
}
