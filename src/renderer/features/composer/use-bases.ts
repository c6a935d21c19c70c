import { useEffect, useState } from 'react'
import type { BaseChoice } from '#shared/domain/repository/repository.ts'
import { useClient } from '#renderer/client/context.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'

/** Branches and tags of a repository as they are when its part of the screen comes; none until they are known. */
export function useBases(repository: string): readonly BaseChoice[] {
  const client = useClient()
  const [bases, setBases] = useState<readonly BaseChoice[]>([])
  useEffect(() => {
    let wanted = true
    void client.repository.bases({ repository }).then((result) => {
      if (!wanted) return
      if (result.ok) setBases(result.value)
      else reportFailure(result.error)
    })
    return () => {
      wanted = false
    }
  }, [client, repository])
  return bases
}
