import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { pictureKinds, type PictureKind } from '../domain/picture/picture-kind.ts'
import { failureSchema, resultSchema } from './common.ts'
import { repeatable } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

const pictureFailureKindSchema = z.enum(['notFound', 'noPicture', 'tooLarge', 'full', 'failed'])
export type PictureFailure = Failure<z.infer<typeof pictureFailureKindSchema>>
const pictureFailureSchema = failureSchema(pictureFailureKindSchema)

/** A picture that prompts may name. */
export interface KeptPicture {
  /** Absolute; what a prompt names it by. */
  readonly path: string
  readonly kind: PictureKind
  /** Pixels. */
  readonly width: number
  readonly height: number
}
const keptPictureSchema = schemaOf<KeptPicture>()(
  z.strictObject({
    path: z.string(),
    kind: z.enum(pictureKinds),
    width: z.number(),
    height: z.number(),
  }),
)

export const pictureContract = {
  /**
   * Keeps a picture for a prompt that is not sent yet; once a text names its path and is sent, it is kept beside the session.
   * One that no draft names for a day is deleted.
   */
  keep: repeatable
    .input(z.object({ base64: z.string().max(40_000_000) }))
    .output(resultSchema(keptPictureSchema, pictureFailureSchema)),
  /** The bytes of a picture that was kept, as base64. */
  get: repeatable
    .input(z.object({ path: z.string().max(8192) }))
    .output(
      resultSchema(z.strictObject({ kind: z.enum(pictureKinds), base64: z.string() }), pictureFailureSchema),
    ),
}
