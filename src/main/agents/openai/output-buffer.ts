/** Rough: a token of text is four bytes. */
const bytesPerToken = 4

/**
 * The output of a command since it was last taken: its beginning and its end, with the middle dropped once it is
 * more than `limit` bytes.
 */
export class OutputBuffer {
  readonly #headLimit: number
  readonly #tailLimit: number
  #head: Buffer[] = []
  #headSize = 0
  #tail: Buffer[] = []
  #tailSize = 0
  #dropped = 0

  constructor(limit = 1 << 20) {
    this.#headLimit = Math.floor(limit / 2)
    this.#tailLimit = limit - this.#headLimit
  }

  add(bytes: Uint8Array): void {
    const room = this.#headLimit - this.#headSize
    if (room > 0) {
      const start = Buffer.from(bytes.subarray(0, room))
      this.#head.push(start)
      this.#headSize += start.length
    }
    if (bytes.length <= room) return
    const rest = Buffer.from(bytes.subarray(Math.max(room, 0)))
    this.#tail.push(rest)
    this.#tailSize += rest.length
    for (
      let first = this.#tail[0];
      first && this.#tailSize - first.length >= this.#tailLimit;
      first = this.#tail[0]
    ) {
      this.#tail.shift()
      this.#tailSize -= first.length
      this.#dropped += first.length
    }
  }

  /** What was added since the last call, as bytes, and how many bytes are missing in its middle. */
  take(): { readonly head: Buffer; readonly tail: Buffer; readonly dropped: number } {
    const taken = { head: Buffer.concat(this.#head), tail: Buffer.concat(this.#tail), dropped: this.#dropped }
    this.#head = []
    this.#tail = []
    this.#headSize = 0
    this.#tailSize = 0
    this.#dropped = 0
    return taken
  }
}

/** Output as a model gets it: at most about `tokens`, first and last half, cut between characters. */
export function limitOutput(
  output: { readonly head: Buffer; readonly tail: Buffer; readonly dropped: number },
  tokens: number,
): { readonly text: string; readonly cut: boolean; readonly tokens: number } {
  const size = output.head.length + output.dropped + output.tail.length
  const original = Math.ceil(size / bytesPerToken)
  const limit = tokens * bytesPerToken
  const whole = Buffer.concat([output.head, output.tail])
  if (output.dropped === 0 && whole.length <= limit)
    return { text: whole.toString('utf8'), cut: false, tokens: original }
  const half = Math.min(Math.floor(limit / 2), Math.floor(whole.length / 2))
  // Where the middle was dropped already, each side gives only what it has.
  const first = output.dropped > 0 ? output.head.subarray(0, half) : whole.subarray(0, half)
  const last = output.dropped > 0 ? output.tail.subarray(-half) : whole.subarray(whole.length - half)
  const start = trimEnd(first).toString('utf8')
  const end = trimStart(last).toString('utf8')
  const missing = Math.ceil((size - first.length - last.length) / bytesPerToken)
  return { text: `${start}\n… about ${missing} tokens left out …\n${end}`, cut: true, tokens: original }
}

const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

function trimStart(bytes: Buffer): Buffer {
  let start = 0
  while (start < 3 && continues(bytes[start])) start += 1
  return bytes.subarray(start)
}

/** Without a character that is cut at the end. */
function trimEnd(bytes: Buffer): Buffer {
  let lead = bytes.length - 1
  while (lead > bytes.length - 4 && continues(bytes[lead])) lead -= 1
  const byte = bytes[lead] ?? 0
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
  return lead + length > bytes.length ? bytes.subarray(0, lead) : bytes
}
