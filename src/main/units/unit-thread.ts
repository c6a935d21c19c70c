import { parentPort } from 'node:worker_threads'
import { cutUnits } from './cut-units.ts'
import type { UnitJob, UnitJobDone } from './unit-job.ts'

/** The thread that cuts changesets into units: parsing a thousand files would hold everything else up. */
const port = parentPort
if (port === null) throw new Error('this is a thread of the workbench')
port.on('message', ({ job, files }: UnitJob) => {
  void cutUnits(files).then((units) => port.postMessage({ job, units } satisfies UnitJobDone))
})
