import { list } from './list.js'
import { next } from './next.js'
import { today } from './today.js'

/** Every command by its name, in the order in which help lists them. */
export const commands = { list, today, next }
