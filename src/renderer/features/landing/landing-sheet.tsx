import { Undo2 } from 'lucide-react'
import { useState, type ReactNode, type RefObject } from 'react'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { showDialog } from '#renderer/view/view-store.ts'
import { useClient } from '#renderer/client/context.ts'
import { useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { answer } from '#renderer/actions/answer.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { LandingAuthor } from './landing-author.tsx'
import { ChangedSince } from './changed-since.tsx'
import { LandingFiles } from './landing-files.tsx'
import { LandingIdentity } from './landing-identity.tsx'
import { LandingMessage } from './landing-message.tsx'
import { ObstaclePaths } from './landing-obstacles.tsx'
import { LandingWays } from './landing-ways.tsx'
import { actionWords, landingConsequence, landingObstacle, type LandingWay } from './landing-words.ts'
import { performLanding } from './perform-landing.ts'
import { useBranchNames } from './use-branch-names.ts'
import { usePreview } from './use-preview.ts'
import styles from './landing.module.css'

/** The sheet: the tree that will land, onto what, the message, and one button that says what happens. */
export function LandingSheet({
  session,
  messageRef,
}: {
  readonly session: SessionSummary
  readonly messageRef: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  const client = useClient()
  const [way, setWay] = useState<LandingWay>('branch')
  const typedBranch = useTyped(draftPlaces.landing(session.id, 'branch'), '')
  const name = useTyped(draftPlaces.landing(session.id, 'name'), '')
  const email = useTyped(draftPlaces.landing(session.id, 'email'), '')
  const [asSince, setAsSince] = useState(false)
  const [failure, setFailure] = useState<LandingFailure | null>(null)
  const [busy, setBusy] = useState(false)
  const {
    preview,
    failure: previewFailure,
    reload,
  } = usePreview(session, typedBranch.text === '' ? null : typedBranch.text)
  const branches = useBranchNames(session.repository)

  const offered = useTyped(draftPlaces.landing(session.id, 'branch'), preview?.branch ?? '')
  const message = useTyped(draftPlaces.landing(session.id, 'message'), preview?.message ?? '')
  const { text: branch } = offered
  const { text } = message
  const identity = { name: name.text, email: email.text }
  const obstacle = busy ? 'It is being done.' : landingObstacle(way, preview, branch, text, identity)
  const confirm = async (): Promise<void> => {
    if (preview === null) return
    setBusy(true)
    setFailure(null)
    const result = await performLanding(client, session, preview, {
      way,
      branch,
      message: text,
      identity,
      asSince,
    }).finally(() => setBusy(false))
    if (!result.ok) {
      setFailure(result.error)
      reload()
      return
    }
    for (const one of [message, offered, name, email]) one.drop()
    showDialog(null)
    tell(
      result.value,
      way === 'patch'
        ? null
        : {
            label: 'Undo landing',
            run: () => void answer(client.landing.undo({ session: session.id }), 'Undid the landing.'),
          },
    )
  }
  useCommand('landing.confirm', () => void confirm(), { disabledReason: obstacle })
  const shown = failure ?? previewFailure

  return (
    <div className={styles.sheet}>
      <div className={styles.body}>
        {shown === null ? null : (
          <div className={styles.failure} role="alert">
            <p>{shown.message}</p>
            {shown.stderr === undefined || shown.stderr === '' ? null : <pre>{shown.stderr}</pre>}
          </div>
        )}
        <LandingWays way={way} onChange={setWay} />
        <ChangedSince session={session} />
        {way === 'branch' ? (
          <Field
            label="Branch"
            value={branch}
            onChange={offered.write}
            options={branches.filter((one) => one !== branch).map((one) => ({ value: one }))}
            note={preview === null ? 'Looking at the branch.' : landingConsequence(preview)}
            mono
          />
        ) : (
          <p className={styles.note}>
            {way === 'checkout'
              ? 'The files are changed in the repository’s checkout and left for you to commit. No branch moves.'
              : 'A file for git am, saved where your downloads go or where you choose. No branch moves and no file of the repository is touched.'}
          </p>
        )}
        {way === 'branch' && preview !== null ? (
          <>
            <ObstaclePaths
              title={`These files conflict with ${branch}. Nothing was touched.`}
              paths={preview.conflicts}
            />
            <ObstaclePaths
              title="These files of the checkout are changed or untracked there and would be overwritten."
              paths={preview.inTheWay}
            />
          </>
        ) : null}
        {way === 'checkout' ? null : <LandingMessage message={message} areaRef={messageRef} />}
        {way !== 'checkout' && preview !== null && preview.identity === null ? (
          <LandingIdentity name={name} email={email} />
        ) : null}
        {way === 'checkout' ? null : (
          <LandingAuthor preview={preview} asSince={asSince} onChange={setAsSince} />
        )}
        <LandingFiles preview={preview} />
      </div>
      <footer className={styles.foot}>
        {session.landedOn !== null ? (
          <CommandButton command="landing.undo" icon={<Undo2 size={16} strokeWidth={1.5} />}>
            Undo the last landing
          </CommandButton>
        ) : null}
        <p className={styles.reason}>{busy ? '' : (obstacle ?? '')}</p>
        <CommandButton command="landing.confirm" look="primary" showKey>
          {busy ? 'Landing' : actionWords(way, preview, branch)}
        </CommandButton>
      </footer>
    </div>
  )
}
