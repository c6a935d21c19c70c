import { parentPort } from 'node:worker_threads'
import type { NamesInText } from '#shared/domain/unit/names.ts'
import { cutUnits } from './cut-units.ts'
import { namesIn } from './names-in.ts'
import type { NameInput, UnitJob, UnitJobDone } from './unit-job.ts'

/** The thread that cuts changesets into units and reads names: parsing a thousand files would hold everything else up. */
const port = parentPort
if (port === null) throw new Error('this is a thread of the workbench')
port.on('message', (asked: UnitJob) => {
  const answer = 'files' in asked ? cutUnits(asked.files) : namesOf(asked.texts)
  void answer.then((found) => port.postMessage({ job: asked.job, answer: found } satisfies UnitJobDone))
})

async function namesOf(texts: readonly NameInput[]): Promise<readonly (NamesInText | null)[]> {
  const names: (NamesInText | null)[] = []
  for (const { path, text } of texts) {
    names.push(
      await namesIn(path, Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8')),
    )
    // Units that are asked for meanwhile don't wait for all of them.
    await new Promise((next) => setImmediate(next))
  }
  return names
}
