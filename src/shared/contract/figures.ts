import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { figureKinds, type Figure } from '../domain/figures/figure.ts'
import type { FiguresOfTime, FiguresSummary } from '../domain/figures/summary.ts'
import { failureSchema, idSchema, resultSchema } from './common.ts'
import { looking, procedure } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

/** Figures that are told in one call. */
export const mostFigures = 1000

const failureKindSchema = z.enum(['unwritable', 'unreadable'])
export type FiguresFailure = Failure<z.infer<typeof failureKindSchema>>
const figuresFailureSchema = failureSchema(failureKindSchema)

const count = z.number().int().min(0)

/** One figure, as it is told and as it is kept. */
export const figureSchema = schemaOf<Figure>()(
  z.strictObject({
    at: count,
    session: idSchema,
    act: idSchema.nullable(),
    kind: z.enum(figureKinds),
    hunks: count,
    lines: count,
    onScreen: count.nullable(),
    attention: count,
    keys: count,
  }),
)

const spreadSchema = z.strictObject({ p50: z.number(), p90: z.number() }).nullable()
const effort = { verdicts: z.number(), hunks: z.number(), attention: spreadSchema, keys: spreadSchema }
const ofTimeSchema = schemaOf<FiguresOfTime>()(
  z.strictObject({
    ...effort,
    from: z.number(),
    lines: z.number(),
    attended: z.number(),
    pressed: z.number(),
    changes: z.number(),
    perChange: spreadSchema,
    keysPerChange: spreadSchema,
    timed: z.number(),
    quick: z.number(),
    reverted: z.number(),
    takenBack: z.number(),
  }),
)
const summarySchema = schemaOf<FiguresSummary>()(
  z.strictObject({
    whole: ofTimeSchema,
    days: z.array(ofTimeSchema),
    kinds: z.array(z.strictObject({ ...effort, kind: z.enum(figureKinds) })),
    kept: z.number(),
    since: z.number().nullable(),
  }),
)

/** The figures of the person's own reading. They are nobody else's: no agent asks for them, and they go nowhere. */
export const figuresContract = {
  /**
   * Keeps some, unless the settings say not to. One that can't be kept is dropped: nothing depends on it. `now` is what the
   * clock says by which these have their times: that of a window may be another machine's.
   */
  add: procedure
    .input(z.object({ figures: z.array(figureSchema).min(1).max(mostFigures), now: count }))
    .output(z.null()),
  /** Adds them up over stretches of time, of which `starts` has the beginnings in order; the last has no end. */
  summary: looking
    .input(z.object({ starts: z.array(z.number()).min(1).max(400) }))
    .output(resultSchema(summarySchema, figuresFailureSchema)),
  /** Deletes all of them, with the file that they are in; gives how many these were. */
  delete: procedure.output(resultSchema(z.number(), figuresFailureSchema)),
}
