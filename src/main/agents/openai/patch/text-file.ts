/** A text file as lines that know their own ends, so that what a patch doesn't name stays as it is. */
export interface TextFile {
  readonly encoding: 'utf8' | 'latin1'
  /** Whether it starts with a UTF-8 byte order mark, which is not part of the lines. */
  readonly bom: boolean
  readonly lines: readonly TextLine[]
}

export interface TextLine {
  readonly text: string
  readonly end: '\n' | '\r\n' | ''
}

/** Reads a file's bytes; null when it is binary (a NUL in the first 8,000 bytes, as git sees it). */
export function readText(bytes: Uint8Array): TextFile | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.subarray(0, 8000).includes(0)) return null
  const bom = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf
  const body = bom ? buffer.subarray(3) : buffer
  let encoding: TextFile['encoding'] = 'utf8'
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    encoding = 'latin1'
    text = body.toString('latin1')
  }
  const lines: TextLine[] = []
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf('\n', from)
    if (feed < 0) {
      lines.push({ text: text.slice(from), end: '' })
      break
    }
    const crlf = feed > from && text[feed - 1] === '\r'
    lines.push({ text: text.slice(from, crlf ? feed - 1 : feed), end: crlf ? '\r\n' : '\n' })
    from = feed + 1
  }
  return { encoding, bom, lines }
}

/** The bytes of a file; null when a line has letters that the file's encoding lacks. */
export function writeText(file: TextFile): Uint8Array | null {
  const text = file.lines.map((line) => line.text + line.end).join('')
  // oxlint-disable-next-line no-control-regex -- Latin-1 is exactly these.
  if (file.encoding === 'latin1' && /[^\u0000-\u00ff]/.test(text)) return null
  const body = Buffer.from(text, file.encoding)
  return file.bom ? Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]) : body
}
