import { useEffect, useState } from 'react'
import { useClient } from '#renderer/client/context.ts'

/** The branches of a repository, to complete to. */
export function useBranchNames(repository: string): readonly string[] {
  const client = useClient()
  const [names, setNames] = useState<readonly string[]>([])
  useEffect(() => {
    let wanted = true
    void client.repository.bases({ repository }).then((result) => {
      if (wanted && result.ok)
        setNames(result.value.filter((base) => base.kind === 'branch').map((base) => base.name))
    })
    return () => {
      wanted = false
    }
  }, [client, repository])
  return names
}
