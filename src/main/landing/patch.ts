import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { nothingAccepted } from './apply.ts'
import { readSession, signature, type LandingContext } from './context.ts'
import { gitFailed } from './failures.ts'
import { landingPerson, type GivenPerson } from './identity.ts'
import { mailMessage } from './mail.ts'
import { asShown } from './left-here.ts'
import { messageOf, type GivenMessage } from './message.ts'

/** The accepted changes as a mail that `git am` applies to the session's base, giving exactly the accepted tree. */
export async function exportPatch(
  context: LandingContext,
  input: GivenMessage & GivenPerson & { readonly session: string; readonly shown?: string | undefined },
): Promise<Result<{ readonly base64: string; readonly notice: string | null }, LandingFailure>> {
  const { dependencies } = context
  const read = await readSession(context, input.session, { anew: true })
  if (!read.ok) return read
  const { subject } = read.value
  const seen = asShown(read.value.accepted, input.shown)
  if (!seen.ok) return seen
  const accepted = seen.value
  if (accepted.tree === accepted.base) return nothingAccepted()
  const person = landingPerson(subject, input)
  if (!person.ok) return person
  if (person.value.remember === 'given')
    dependencies.sessions.rememberIdentity(input.session, person.value.person)
  if (person.value.remember === 'confirmed') await dependencies.sessions.confirmPerson(input.session)
  const who = signature(person.value.author, dependencies.clock.now())
  // The base's tree may be in no commit of its own (after a landing): a commit made for it stands in.
  const base = await subject.objects.commit({
    tree: accepted.base,
    parents: [],
    message: 'base of a patch\n',
    author: who,
    committer: who,
  })
  if (!base.ok) return gitFailed(base.error)
  const message = mailMessage(await messageOf(dependencies.git, subject, input))
  const commit = await subject.objects.commit({
    tree: accepted.tree,
    parents: [base.value],
    message: message.message,
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
  return ok({ base64: message.finish(mail.value.stdout).toString('base64'), notice: message.notice })
}
