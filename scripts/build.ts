import { buildNow } from './build-stamp.ts'

process.exitCode = (await buildNow({ show: true })) ? 0 : 1
