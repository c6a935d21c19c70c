import { powerMonitor, powerSaveBlocker } from 'electron'
import { toDisposable } from '#shared/base/disposable.ts'
import type { MachinePower } from '../system/machine-power.ts'

/** The power of this machine: whether it may suspend applications by itself, and when it went on after that. */
export function machinePower(): MachinePower {
  let blocker: number | null = null
  return {
    keepAwake(wanted) {
      if (wanted) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
      else if (blocker !== null) {
        powerSaveBlocker.stop(blocker)
        blocker = null
      }
    },
    onResume(listener) {
      powerMonitor.on('resume', listener)
      return toDisposable(() => powerMonitor.off('resume', listener))
    },
  }
}
