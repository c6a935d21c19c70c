import { useEffect, useState } from 'react'
import { noModels, type OfferedModels } from '#shared/domain/agent/offered-models.ts'
import { useClient } from '#renderer/client/context.ts'

/** The models that an agent says it has; none until that is known, and where it does not say. */
export function useModels(kind: string): OfferedModels {
  const client = useClient()
  const [found, setFound] = useState<{ readonly kind: string; readonly models: OfferedModels } | null>(null)
  useEffect(() => {
    let wanted = true
    void client.workbench.models({ kind }).then(
      (models) => wanted && setFound({ kind, models }),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [client, kind])
  return found?.kind === kind ? found.models : noModels
}
