import { ok, type Result } from '#shared/base/result.ts'
import { SerialByKey } from '#shared/base/serial.ts'
import type { FileDifference, LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import { StoreWriteError } from '../store/store.ts'
import { applyToCheckout } from './apply.ts'
import { movedBack, type LandingContext } from './context.ts'
import { finishCutOff, isCutOff, refusedByCutOff, type CutOff } from './cut-off.ts'
import type { LandingDependencies } from './dependencies.ts'
import { LandingJournal } from './events.ts'
import { failure } from './failures.ts'
import { fileDifference, type FileDiffInput } from './file-diff.ts'
import type { GivenPerson } from './identity.ts'
import { land, type Landed, type LandInput } from './land.ts'
import type { GivenMessage } from './message.ts'
import { releaseEarlierLocks } from './locking.ts'
import { exportPatch } from './patch.ts'
import { preview, type PreviewInput } from './preview.ts'
import { recoverLanding, type RecoveredLanding } from './recover.ts'
import { undo } from './undo.ts'

/** What is asked of a session; `client` is set where that is by a command line. */
interface Asked {
  readonly session: string
  readonly client?: ActClient | undefined
}

export interface Landing {
  preview(input: PreviewInput): Promise<Result<LandingPreview, LandingFailure>>
  fileDifference(input: FileDiffInput): Promise<Result<FileDifference, LandingFailure>>
  land(input: LandInput & Asked): Promise<Result<Landed, LandingFailure>>
  undo(input: Asked): Promise<Result<LandingRecord, LandingFailure>>
  applyToCheckout(
    input: Asked & { readonly leave?: readonly string[] | undefined; readonly shown?: string | undefined },
  ): Promise<Result<{ readonly tree: string; readonly files: number }, LandingFailure>>
  exportPatch(
    input: GivenMessage & GivenPerson & { readonly session: string; readonly shown?: string | undefined },
  ): Promise<Result<{ readonly base64: string; readonly notice: string | null }, LandingFailure>>
  /**
   * Finishes or reverts what an earlier run was cut off in, of the sessions that `concerns`. Call it at the start, before any
   * other verb for them.
   */
  recover(concerns?: (session: string) => boolean): Promise<readonly RecoveredLanding[]>
}

/** Puts accepted trees on branches, into checkouts and into patches. One at a time in each repository. */
export function createLanding(dependencies: LandingDependencies): Landing {
  const context: LandingContext = { dependencies, journal: new LandingJournal(dependencies.store) }
  const serial = new SerialByKey<string>()

  async function inRepositoryOf<T>(
    session: string,
    work: () => Promise<Result<T, LandingFailure>>,
    isAnswered: (cutOff: CutOff) => T | null = () => null,
  ): Promise<Result<T, LandingFailure>> {
    const place = dependencies.sessions.place(session)
    if (!place.ok) return place
    return serial.run(place.value.commonDir, async () => {
      try {
        const cutOff = await finishCutOff(context, session)
        if (!cutOff.ok) return cutOff
        if (cutOff.value === null) return await work()
        const answer = isAnswered(cutOff.value)
        return answer === null ? refusedByCutOff(cutOff.value) : ok(answer)
      } catch (error) {
        return refusedMeanwhile(context, session, error)
      }
    })
  }

  return {
    preview: (input) => preview(context, input),
    fileDifference: (input) => fileDifference(context, input),
    land: (input) => inRepositoryOf(input.session, () => land({ ...context, client: input.client }, input)),
    undo: ({ session, client }) =>
      inRepositoryOf(
        session,
        () => undo({ ...context, client }, session),
        ({ recorded, recovered }) =>
          // It is what was asked for.
          recovered.outcome === 'undone' && recovered.left.length === 0
            ? movedBack(recorded.intent, recorded.undoClient).record
            : null,
      ),
    applyToCheckout: (input) =>
      inRepositoryOf(input.session, () => applyToCheckout({ ...context, client: input.client }, input)),
    exportPatch: (input) => exportPatch(context, input),
    async recover(concerns = () => true) {
      await releaseEarlierLocks(context, concerns, (subject, work) => serial.run(subject.commonDir, work))
      const recovered: RecoveredLanding[] = []
      for (const recorded of context.journal.all()) {
        if (!isCutOff(recorded)) continue
        const { session, id } = recorded.intent
        if (!concerns(session)) continue
        const subject = await dependencies.sessions.subject(session)
        recovered.push(
          subject.ok
            ? await serial.run(subject.value.commonDir, () =>
                recoverLanding(context, recorded, subject.value),
              )
            : { session, landing: id, outcome: 'unfinished', left: [], failure: subject.error },
        )
      }
      return recovered
    },
  }
}

/** What the disk refused to write down of a landing that was begun by then: not that it was not done. Throws anything else. */
function refusedMeanwhile(
  { journal }: LandingContext,
  session: string,
  error: unknown,
): Result<never, LandingFailure> {
  const begun =
    error instanceof StoreWriteError
      ? journal.all().find((one) => one.intent.session === session && isCutOff(one))
      : undefined
  if (!begun) throw error
  const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
  const what = begun.state === 'undoing' ? 'Undoing the landing' : 'The landing'
  return failure(
    'gitFailed',
    `${what} on ${begun.intent.target} was begun, and how far it came could not be written down (${why}). No work is lost. Free some space and check that the data folder can be written, then start Winnow again: it finishes it or takes it back, and says which.`,
    { refs: [begun.intent.target] },
  )
}
