import { Undo2 } from 'lucide-react'
import { useMemo, useState, type ReactNode, type RefObject } from 'react'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { showDialog } from '#renderer/view/view-store.ts'
import { tellAttention } from '#renderer/view/resting-attention.ts'
import { useReplicas, useTyped } from '#renderer/replicas/context.ts'
import { followUpDraft } from '#renderer/replicas/drafts.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { afterLanding } from './after-landing.ts'
import { branchName } from './branch-name.ts'
import { LandingAuthor } from './landing-author.tsx'
import { ChangedSince } from './changed-since.tsx'
import { LandingIdentity } from './landing-identity.tsx'
import { LandingMessage } from './landing-message.tsx'
import { LandingObstacles } from './landing-obstacles.tsx'
import { LandingView } from './landing-view.tsx'
import { LandingWays } from './landing-ways.tsx'
import {
  actionWords,
  changedMeanwhile,
  isOtherLanding,
  landingConsequence,
  landingObstacle,
  type LandingWay,
  type LandingWish,
} from './landing-words.ts'
import { performLanding } from './perform-landing.ts'
import { useBranchNames } from './use-branch-names.ts'
import { usePreview } from './use-preview.ts'
import styles from './landing.module.css'

const nothing: readonly string[] = []

/** The sheet: what will land, file by file, onto what, the message, and one button that says what happens. */
export function LandingSheet({
  session,
  messageRef,
}: {
  readonly session: SessionSummary
  readonly messageRef: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  const replicas = useReplicas()
  const { client } = replicas
  const [way, setWay] = useState<LandingWay>('branch')
  const typedBranch = useTyped(draftPlaces.landing(session.id, 'branch'), '')
  const name = useTyped(draftPlaces.landing(session.id, 'name'), '')
  const email = useTyped(draftPlaces.landing(session.id, 'email'), '')
  const [asSince, setAsSince] = useState(false)
  const [leave, setLeave] = useState(nothing)
  const [shownPath, setShownPath] = useState<string | null>(null)
  const [failed, setFailed] = useState<{
    readonly looks: string | null
    readonly failure: LandingFailure
  } | null>(null)
  const [busy, setBusy] = useState(false)
  const choice = {
    way,
    branch: typedBranch.text === '' ? null : typedBranch.text,
    // A patch is of all that is accepted, wherever it is applied.
    leave: way === 'patch' ? nothing : leave,
  }
  const looked = usePreview(session, choice)
  const { preview, failure: previewFailure, looks, reload } = looked
  const branches = useBranchNames(session.repository)
  const [offer, setOffer] = useState('')
  const offeredNow = preview?.branch ?? ''
  // A preview of another way names no branch: the one that was offered is offered again.
  if (offeredNow !== '' && choice.branch === null && offeredNow !== offer) setOffer(offeredNow)

  const offered = useTyped(draftPlaces.landing(session.id, 'branch'), offer)
  const message = useTyped(draftPlaces.landing(session.id, 'message'), preview?.message ?? '')
  const person = (asSince ? preview?.identitySince : preview?.identity) ?? null
  const authorName = useTyped(draftPlaces.landing(session.id, 'authorName'), person?.name ?? '')
  const authorEmail = useTyped(draftPlaces.landing(session.id, 'authorEmail'), person?.email ?? '')
  const author: Identity | null =
    authorName.isTyped || authorEmail.isTyped ? { name: authorName.text, email: authorEmail.text } : null
  const { text: branch } = offered
  const identity = { name: name.text, email: email.text }
  const shown = looked.canBeShown ? preview : null
  const wishOf = (known: LandingPreview): LandingWish => ({
    way,
    preview: known,
    target: way === 'branch' ? branch || known.branch : 'the checkout',
    message: message.isTyped ? message.text : known.message,
    identity,
    author,
  })
  const target = way === 'branch' ? branch : 'the checkout'
  const obstacle = busy
    ? 'It is being done.'
    : previewFailure !== null
      ? 'It can’t land so. Choose another way.'
      : shown && landingObstacle(wishOf(shown))
  const perform = async (): Promise<Awaited<ReturnType<typeof performLanding>> | null> => {
    // Pressed early, it waits for what would land now.
    const known = looked.isCurrent && preview !== null ? preview : await looked.settled()
    if (known === null) return null
    if (shown !== null && isOtherLanding(shown, known)) return changedMeanwhile
    const wish = wishOf(known)
    // It is said where the person looks.
    if (landingObstacle(wish) !== null) return null
    const draft = { ...wish, branch: branch || known.branch, asSince, leave }
    // Its own figures count until here.
    void tellAttention()
    return performLanding(client, session, known, draft)
  }
  const confirm = async (): Promise<void> => {
    setBusy(true)
    setFailed(null)
    const [result] = await Promise.all([
      perform(),
      // What is left to send decides where the person is led.
      replicas.drafts.load(followUpDraft(session.id)).catch(() => undefined),
    ]).finally(() => setBusy(false))
    if (result === null) return
    if (!result.ok) {
      const { error } = result
      // That it is another thing by now is said until it is confirmed again.
      setFailed({ looks: error.kind === 'acceptedChanged' ? null : looks, failure: error })
      reload()
      return
    }
    for (const one of [message, offered, name, email, authorName, authorEmail]) one.drop()
    showDialog(null)
    afterLanding(replicas, session, { ...result.value, left: leave.length > 0 })
  }
  // What was refused before is said as long as nothing that it depends on was changed.
  const failure = previewFailure ?? (failed && (failed.looks ?? looks) === looks ? failed.failure : null)
  const stuck = useMemo(() => {
    const paths = [...(shown?.conflicts ?? []), ...(shown?.inTheWay ?? []), ...(failure?.paths ?? [])]
    return way === 'patch' ? nothing : [...new Set(paths)].filter((path) => !leave.includes(path))
  }, [shown, failure, way, leave])
  const free = branchName(session.title, branches)
  useCommand('landing.confirm', () => void confirm(), { disabledReason: obstacle })
  useCommand('landing.leaveFiles', () => setLeave([...leave, ...stuck]), {
    disabledReason: stuck.length === 0 ? 'No file keeps it from landing.' : null,
  })
  useCommand('landing.newBranch', () => {
    setWay('branch')
    setLeave(nothing)
    offered.write(free)
  })

  return (
    <div className={styles.sheet}>
      <div className={styles.body}>
        <div className={styles.form}>
          <LandingWays way={way} onChange={setWay} />
          {failure === null ? null : (
            <div className={styles.failure} role="alert">
              <p>{failure.message}</p>
              {failure.stderr === undefined || failure.stderr === '' ? null : <pre>{failure.stderr}</pre>}
            </div>
          )}
          <ChangedSince session={session} />
          {way === 'branch' ? (
            <Field
              label="Branch"
              value={branch}
              onChange={offered.write}
              options={branches.filter((one) => one !== branch).map((one) => ({ value: one }))}
              note={shown === null ? 'Looking at the branch.' : landingConsequence(shown)}
              mono
            />
          ) : (
            <p className={styles.note}>
              {way === 'checkout'
                ? 'The files are changed in the repository’s checkout and left for you to commit. No branch moves.'
                : 'A file for git am, saved where your downloads go or where you choose. No branch moves and no file of the repository is touched.'}
            </p>
          )}
          <LandingObstacles
            preview={shown}
            failure={failure}
            target={target}
            left={leave}
            canLeave={stuck.length > 0}
            shown={shownPath}
            onShow={setShownPath}
            onTakeAll={() => setLeave(nothing)}
          />
          {way === 'checkout' ? null : <LandingMessage message={message} areaRef={messageRef} />}
          {way !== 'checkout' && preview !== null && preview.identity === null ? (
            <LandingIdentity name={name} email={email} />
          ) : null}
          {way === 'checkout' ? null : (
            <LandingAuthor
              preview={preview}
              asSince={asSince}
              onAsSince={setAsSince}
              name={authorName}
              email={authorEmail}
            />
          )}
        </div>
        <LandingView
          session={session.id}
          preview={preview}
          target={target}
          shown={shownPath}
          onShow={setShownPath}
        />
      </div>
      <footer className={styles.foot}>
        {session.landedOn !== null ? (
          <CommandButton command="landing.undo" icon={<Undo2 size={16} strokeWidth={1.5} />}>
            Undo the last landing
          </CommandButton>
        ) : null}
        <p className={styles.reason}>{busy ? '' : (obstacle ?? '')}</p>
        <CommandButton command="landing.confirm" look="primary" showKey>
          {busy ? 'Landing' : actionWords(way, shown, branch)}
        </CommandButton>
      </footer>
    </div>
  )
}
