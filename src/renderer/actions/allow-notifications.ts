import { tell } from '#renderer/ui/toasts.tsx'

/** Asks the browser to let this page show notifications, and says what came of it. */
export async function allowNotifications(): Promise<void> {
  if (!('Notification' in window))
    return tell(
      'This browser has no notifications for this page. The title of the tab says how many sessions wait.',
    )
  const answer = await Notification.requestPermission()
  tell(
    answer === 'granted'
      ? 'You are told of each session that needs you while this page is not in front.'
      : 'The browser did not allow notifications here; its settings for this site change that. The title of the tab says how many sessions wait.',
  )
}
