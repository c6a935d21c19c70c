import { Emitter } from '#shared/base/emitter.ts'

/** What the person attended to until now is told to the workbench at once: something comes that is held against it. */
export const attentionAsked = new Emitter<null>()
