import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { nothingAccepted } from './apply.ts'
import { readSession, signature, type LandingContext } from './context.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import { gitFailed } from './failures.ts'
import { landingIdentity } from './identity.ts'
import { messageOf } from './land.ts'

/** The accepted changes as a mail that `git am` applies to the session's base, giving exactly the accepted tree. */
export async function exportPatch(
  context: LandingContext,
  input: {
    readonly session: string
    readonly message?: string | undefined
    readonly identity?: Identity | undefined
  },
): Promise<Result<{ readonly base64: string }, LandingFailure>> {
  const { dependencies } = context
  const read = await readSession(context, input.session)
  if (!read.ok) return read
  const { subject, accepted } = read.value
  if (accepted.tree === accepted.base) return nothingAccepted()
  const person = await landingIdentity(dependencies.git, subject, input.identity)
  if (!person.ok) return person
  if (person.value.given) dependencies.sessions.rememberIdentity(input.session, person.value.identity)
  const who = signature(person.value.identity, dependencies.clock.now())
  // The base's tree may be in no commit of its own (after a landing): a commit made for it stands in.
  const base = await subject.objects.commit({
    tree: accepted.base,
    parents: [],
    message: 'base of a patch\n',
    author: who,
    committer: who,
  })
  if (!base.ok) return gitFailed(base.error)
  const commit = await subject.objects.commit({
    tree: accepted.tree,
    parents: [base.value],
    message: mailSafe(messageOf(subject, input.message)),
    author: who,
    committer: who,
  })
  if (!commit.ok) return gitFailed(commit.error)
  const mail = await subject.objects.run({
    purpose: 'export a patch',
    args: [
      'format-patch',
      '--stdout',
      '--binary',
      '--full-index',
      '--find-renames',
      '--histogram',
      '--no-signature',
      '--no-ext-diff',
      '--no-textconv',
      '-1',
      commit.value,
    ],
    config: [['core.quotePath', 'true']],
  })
  if (!mail.ok) return gitFailed(mail.error)
  return ok({ base64: survivingMail(mail.value.stdout).toString('base64') })
}

/** Lines that a mail reader of git would take for a header or for the start of the patch, moved in by one blank. */
function mailSafe(message: string): string {
  const [subject = '', ...body] = message.split('\n')
  return [
    // Brackets at the start of a subject are taken for a mailing list's and dropped.
    subject,
    ...body.map((line) =>
      /^(---(\s|$)|diff -|Index: |>?From[ :]|Date:|Subject:)/i.test(line) ? ` ${line}` : line,
    ),
  ].join('\n')
}

/**
 * The mail in a form that `git am` reads back byte for byte. It strips carriage returns from lines of a plain mail, so
 * a mail that holds any (or a NUL) is sent as quoted-printable.
 */
export function survivingMail(mail: Buffer): Buffer {
  const end = mail.indexOf('\n\n')
  const body = mail.subarray(end + 2)
  if (!body.includes(0x0d) && !body.includes(0)) return mail
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
