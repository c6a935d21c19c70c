/** A commit message as a mail carries it. */
export interface MailMessage {
  /** The message of the commit that `git format-patch` writes down. */
  readonly message: string
  /** Makes of its mail one from which `git am` reads the message that was meant. */
  finish(mail: Buffer): Buffer
  /** A sentence for the person on what of the message can't be kept; null where all of it is. */
  readonly notice: string | null
}

/** Stands for a subject that goes before the body instead. */
const standIn = 'A subject that is in the body'

/** Lines that git's `patchbreak` (mailinfo.c) takes for the start of the patch. */
const startsPatch = /^(diff -|Index: |---( \S|\s*$))/

/** What git's `handle_commit_msg` may take for a header at the beginning of a body. */
const looksLikeHeader = /^(>?From |(From|Subject|Date):|\[PATCH\](\s|$))/i

/**
 * A message so written that `git am`, with and without `--keep-non-patch`, reads every character of it. It drops brackets
 * and `Re:` at the start of a subject (`cleanup_subject`), makes one blank of several, and one line of a subject of more
 * lines. Such a subject is the first line of the body, with an empty one in the header: git puts the two together, and
 * removes blank lines at the start. A line that looks like the start of the patch is moved in by one blank, and told.
 */
export function mailMessage(message: string): MailMessage {
  const [subject = '', second = ''] = message.split('\n')
  const inBody = /^(re:|[[:\s])|\s\s|[^\S ]/i.test(subject) || second !== ''
  const lines = message.split('\n').map((line, at) => {
    const read = at > 0 || inBody
    return read && startsPatch.test(line) ? ` ${line}` : line
  })
  const body = inBody ? lines : lines.slice(1)
  const guarded = looksLikeHeader.test(body.find((line) => line.trim() !== '') ?? '')
  const safe = lines.join('\n')
  return {
    message: inBody ? `${standIn}\n\n${safe}` : safe,
    finish: (mail) => finished(mail, inBody, guarded),
    notice:
      safe === message
        ? null
        : 'Lines of the message that git am would take for the start of the patch are moved in by one blank in it.',
  }
}

function finished(mail: Buffer, inBody: boolean, guarded: boolean): Buffer {
  const end = mail.indexOf('\n\n')
  let headers = mail.subarray(0, end).toString('latin1')
  if (inBody) headers = headers.replace(new RegExp(`^Subject: .*${standIn}$`, 'm'), 'Subject: ')
  // A line that is not empty, and of which nothing is left, ends git's search for headers.
  const guard = guarded ? ' \n' : ''
  return survivingMail(
    Buffer.concat([Buffer.from(`${headers}\n\n${guard}`, 'latin1'), mail.subarray(end + 2)]),
  )
}

/** The line at which git splits an mbox into mails. */
const splitsMail = /^From /m

/**
 * The mail in a form that `git am` reads back byte for byte. It strips carriage returns from lines of a plain mail, so
 * a mail that holds any (or a NUL, or a line that starts another mail of an mbox) is sent as quoted-printable.
 */
function survivingMail(mail: Buffer): Buffer {
  const end = mail.indexOf('\n\n')
  const body = mail.subarray(end + 2)
  if (!body.includes(0x0d) && !body.includes(0) && !splitsMail.test(body.toString('latin1'))) return mail
  const headers = mail
    .subarray(0, end)
    .toString('latin1')
    .split('\n')
    .filter((line) => !/^(MIME-Version|Content-Type|Content-Transfer-Encoding):/i.test(line))
  headers.push(
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: quoted-printable',
  )
  return Buffer.concat([Buffer.from(`${headers.join('\n')}\n\n`, 'latin1'), quotedPrintable(body)])
}

/** Quoted-printable of RFC 2045 section 6.7, with line feeds as line ends. */
function quotedPrintable(bytes: Buffer): Buffer {
  const parts: string[] = []
  let width = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === 0x0a) {
      parts.push('\n')
      width = 0
      continue
    }
    const last = at + 1 === bytes.length || bytes[at + 1] === 0x0a
    const blank = byte === 0x20 || byte === 0x09
    const plain = byte === 0x09 || (byte >= 0x20 && byte <= 0x7e && byte !== 0x3d)
    const text =
      plain && !(blank && last) && !(width === 0 && byte === 0x46)
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
    if (width + text.length > 75) {
      parts.push('=\n')
      width = 0
    }
    parts.push(text)
    width += text.length
  }
  return Buffer.from(parts.join(''), 'latin1')
}
