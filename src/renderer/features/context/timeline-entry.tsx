import { memo, type ReactNode } from 'react'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { Approval } from './timeline-items/approval.tsx'
import { Check } from './timeline-items/check.tsx'
import { CheckpointMark } from './timeline-items/checkpoint.tsx'
import { Command } from './timeline-items/command.tsx'
import { Compaction } from './timeline-items/compaction.tsx'
import { Edit } from './timeline-items/edit.tsx'
import { Finding } from './timeline-items/finding.tsx'
import type { ItemProps } from './timeline-items/item-props.ts'
import { LandingMark } from './timeline-items/landing.tsx'
import { Message } from './timeline-items/message.tsx'
import { Notice } from './timeline-items/notice.tsx'
import { Output } from './timeline-items/output.tsx'
import { Plan } from './timeline-items/plan.tsx'
import { Prompt } from './timeline-items/prompt.tsx'
import { Question } from './timeline-items/question.tsx'
import { Reasoning } from './timeline-items/reasoning.tsx'
import { ProposedReview } from './timeline-items/review.tsx'
import { RevisionMark } from './timeline-items/revision.tsx'
import { ToolCall } from './timeline-items/tool-call.tsx'
import { Unknown } from './timeline-items/unknown.tsx'
import { Usage } from './timeline-items/usage.tsx'

/** One thing that happened; each kind has a view of its own. */
export const TimelineEntry = memo(function TimelineEntry({
  item,
  ...rest
}: ItemProps<TimelineItem>): ReactNode {
  switch (item.kind) {
    case 'prompt':
      return <Prompt item={item} {...rest} />
    case 'message':
      return <Message item={item} {...rest} />
    case 'reasoning':
      return <Reasoning item={item} {...rest} />
    case 'command':
      return <Command item={item} {...rest} />
    case 'output':
      return <Output item={item} {...rest} />
    case 'toolCall':
      return <ToolCall item={item} {...rest} />
    case 'edit':
      return <Edit item={item} {...rest} />
    case 'plan':
      return <Plan item={item} {...rest} />
    case 'notice':
      return <Notice item={item} {...rest} />
    case 'approval':
      return <Approval item={item} {...rest} />
    case 'question':
      return <Question item={item} {...rest} />
    case 'compaction':
      return <Compaction item={item} {...rest} />
    case 'check':
      return <Check item={item} {...rest} />
    case 'checkpoint':
      return <CheckpointMark item={item} {...rest} />
    case 'finding':
      return <Finding item={item} {...rest} />
    case 'review':
      return <ProposedReview item={item} {...rest} />
    case 'revision':
      return <RevisionMark item={item} {...rest} />
    case 'landing':
      return <LandingMark item={item} {...rest} />
    case 'usage':
      return <Usage item={item} {...rest} />
    case 'unknown':
      return <Unknown item={item} {...rest} />
  }
})
