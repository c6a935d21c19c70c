import { callerOf } from '#main/system/caller.ts'

/** Says whose this process is for a data folder: `node … HOME`. */
console.log(JSON.stringify(await callerOf('self', process.argv[2] ?? '')))
