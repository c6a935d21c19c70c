import fs from 'node:fs'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { Worker } from 'node:worker_threads'
import Database from 'libsql'

/**
 * Opens the database of a data folder and is killed on the way: `opening-process.ts HOME STEP MICROSECONDS`, that many
 * after step STEP began. A step changes a file, or runs or prepares SQL. With step 0 it is not killed, and says how many
 * microseconds each step took.
 */
const [home = '', step = '0', delay = '0'] = process.argv.slice(2)
const began = new Int32Array(new SharedArrayBuffer(4))
const killer = `
  const { workerData } = require('node:worker_threads')
  Atomics.wait(workerData.began, 0, 0)
  const end = process.hrtime.bigint() + BigInt(workerData.delay) * 1000n
  while (process.hrtime.bigint() < end);
  process.kill(process.pid, 'SIGKILL')`
const moments: number[] = []

function begin(): void {
  moments.push(performance.now())
  if (moments.length !== Number(step)) return
  if (delay === '0') process.kill(process.pid, 'SIGKILL')
  Atomics.store(began, 0, 1)
  Atomics.notify(began, 0)
}

/** Each call of a function of `target` is a step. */
function watchCalls(target: object, name: string): void {
  const original: unknown = Reflect.get(target, name)
  if (typeof original !== 'function') throw new Error(`there is no function ${name}`)
  Object.defineProperty(target, name, {
    value(this: unknown, ...args: unknown[]): unknown {
      begin()
      return Reflect.apply(original, this, args)
    },
  })
}

for (const name of ['renameSync', 'rmSync', 'mkdirSync', 'chmodSync', 'fsyncSync']) watchCalls(fs, name)
syncBuiltinESMExports()
for (const name of ['exec', 'prepare', 'close']) watchCalls(Database.prototype, name)
const { openStore } = await import('#main/store/open-store.ts')
const waiting = delay === '0' ? null : new Worker(killer, { eval: true, workerData: { began, delay } })
if (waiting) await once(waiting, 'online')

const opened = openStore(home, { now: () => 1 })
if (!opened.ok) throw new Error(opened.error.message)
opened.value.close()
moments.push(performance.now())
const taken = moments.slice(1).map((moment, index) => Math.ceil((moment - (moments[index] ?? 0)) * 1000))
process.stdout.write(JSON.stringify(taken))
process.exit(0)
