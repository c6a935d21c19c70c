import { useEffect, useState } from 'react'
import type { WorkbenchInfo } from '#shared/contract/workbench.ts'
import { useClient } from '#renderer/client/context.ts'

/** What the workbench says of itself; null until it is known. */
export function useWorkbenchInfo(): WorkbenchInfo | null {
  const client = useClient()
  const [info, setInfo] = useState<WorkbenchInfo | null>(null)
  useEffect(() => {
    let wanted = true
    client.workbench.info().then(
      (known) => (wanted ? setInfo(known) : undefined),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [client])
  return info
}
